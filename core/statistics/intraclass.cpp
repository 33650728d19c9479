#include "core/statistics/intraclass.h"

#include <cstddef>
#include <vector>

#include <boost/math/distributions/fisher_f.hpp>

namespace chexgen::statistics {
namespace {

// The mean squares of a two-way layout of n cases and k readers, one rating in each cell.
struct MeanSquares {
  double n = 0, k = 0;
  double cases = 0;    // MS_R
  double readers = 0;  // MS_C
  double error = 0;    // MS_E
  double within = 0;   // MS_W: readers and error together
};

base::Result<MeanSquares> meanSquares(std::span<const ReaderRatings> readers) {
  const auto invalid = [](const char* sentence) {
    return base::fail(base::ErrorCode::argumentInvalid, sentence);
  };
  if (readers.size() < 2) return invalid("The intraclass correlation needs at least two readers.");
  const std::size_t cases = readers.front().size();
  if (cases < 2) return invalid("The intraclass correlation needs at least two cases.");
  MeanSquares squares{.n = static_cast<double>(cases), .k = static_cast<double>(readers.size())};
  std::vector<double> ofCase(cases, 0), ofReader(readers.size(), 0);
  double all = 0;
  for (std::size_t r = 0; r < readers.size(); ++r) {
    if (readers[r].size() != cases) return invalid("The readers have not been given the same cases.");
    for (std::size_t i = 0; i < cases; ++i) {
      if (!readers[r][i])
        return invalid("The intraclass correlation needs every case rated by every reader.");
      ofCase[i] += *readers[r][i] / squares.k;
      ofReader[r] += *readers[r][i] / squares.n;
      all += *readers[r][i] / (squares.n * squares.k);
    }
  }
  double rows = 0, columns = 0, rest = 0;
  for (const double mean : ofCase) rows += squares.k * (mean - all) * (mean - all);
  for (const double mean : ofReader) columns += squares.n * (mean - all) * (mean - all);
  for (std::size_t r = 0; r < readers.size(); ++r)
    for (std::size_t i = 0; i < cases; ++i) {
      const double left = *readers[r][i] - ofCase[i] - ofReader[r] + all;
      rest += left * left;
    }
  squares.cases = rows / (squares.n - 1);
  squares.readers = columns / (squares.k - 1);
  squares.error = rest / ((squares.n - 1) * (squares.k - 1));
  squares.within = (columns + rest) / (squares.n * (squares.k - 1));
  if (rows <= 0) return invalid("All cases were rated alike; the intraclass correlation has no value then.");
  return squares;
}

double fQuantile(double probability, double first, double second) {
  return boost::math::quantile(boost::math::fisher_f(first, second), probability);
}

// Of one reading, by the ratio of two mean squares with these degrees of freedom; `against` is MS_W or MS_E.
Estimate byRatio(const MeanSquares& m, double against, double degrees, double tail) {
  const double value = (m.cases - against) / (m.cases + (m.k - 1) * against);
  if (against <= 0) return {value, {value, value}};
  const double ratio = m.cases / against;
  const double low = ratio / fQuantile(tail, m.n - 1, degrees);
  const double high = ratio * fQuantile(tail, degrees, m.n - 1);
  return {value, {(low - 1) / (low + m.k - 1), (high - 1) / (high + m.k - 1)}};
}

Estimate agreement(const MeanSquares& m, double tail) {
  const double value =
      (m.cases - m.error) / (m.cases + (m.k - 1) * m.error + m.k / m.n * (m.readers - m.error));
  if (m.error <= 0 && m.readers <= 0) return {value, {value, value}};
  const double a = m.k * value / (m.n * (1 - value));
  const double b = 1 + m.k * value * (m.n - 1) / (m.n * (1 - value));
  const double top = (a * m.readers + b * m.error) * (a * m.readers + b * m.error);
  const double bottom =
      (a * m.readers) * (a * m.readers) / (m.k - 1) + (b * m.error) * (b * m.error) / ((m.n - 1) * (m.k - 1));
  const double degrees = top / bottom;
  const double low = fQuantile(tail, m.n - 1, degrees);
  const double high = fQuantile(tail, degrees, m.n - 1);
  const double mixed = m.k * m.readers + (m.k * m.n - m.k - m.n) * m.error;
  return {value,
          {m.n * (m.cases - low * m.error) / (low * mixed + m.n * m.cases),
           m.n * (high * m.cases - m.error) / (mixed + m.n * high * m.cases)}};
}

// Spearman and Brown: from one reading to the mean of k.
double ofMean(double single, double k) { return k * single / (1 + (k - 1) * single); }

}  // namespace

base::Result<Estimate> intraclassCorrelation(std::span<const ReaderRatings> readers, IntraclassForm form,
                                             double confidence) {
  if (!(confidence > 0 && confidence < 1))
    return base::fail(base::ErrorCode::argumentInvalid, "The confidence must lie between 0 and 1.");
  CHEXGEN_ASSIGN(const MeanSquares m, meanSquares(readers));
  const double tail = 1 - (1 - confidence) / 2;
  Estimate single;
  switch (form) {
    case IntraclassForm::oneSingle:
    case IntraclassForm::oneMean: single = byRatio(m, m.within, m.n * (m.k - 1), tail); break;
    case IntraclassForm::consistencySingle:
    case IntraclassForm::consistencyMean: single = byRatio(m, m.error, (m.n - 1) * (m.k - 1), tail); break;
    case IntraclassForm::agreementSingle:
    case IntraclassForm::agreementMean: single = agreement(m, tail); break;
  }
  const bool mean = form == IntraclassForm::oneMean || form == IntraclassForm::consistencyMean ||
                    form == IntraclassForm::agreementMean;
  if (!mean) return single;
  return Estimate{ofMean(single.value, m.k),
                  {ofMean(single.interval.low, m.k), ofMean(single.interval.high, m.k)}};
}

}  // namespace chexgen::statistics
