#include "app/studio/blinding_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

namespace chexgen::studio {

namespace {

// Only here so that the translators find them; a test compares them with study::leakTexts() and
// remedyTexts().
[[maybe_unused]] const char* const known[] = {
    QT_TRANSLATE_NOOP("BlindingWords",
                      "Told apart: what can be measured tells the arm “%1” from the others, without knowing "
                      "what the images show."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "Not told apart: nothing that was measured tells the arm “%1” from the others."),
    QT_TRANSLATE_NOOP(
        "BlindingWords",
        "Too few to tell: with %1 and %2 images the check can say neither yes nor no about the arm “%3”."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "Told apart: the check of an earlier version, which looked at less, told the arm “%1” "
                      "from the others (area under the curve %2)."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "The check of an earlier version did not tell the arm “%1” from the others; it looked "
                      "neither at sharpness nor at noise, spectrum or contrast."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "All measurements together: area under the curve %1 (95 % interval %2 to %3; p = %4), "
                      "in images that the classifier had not seen. 0.5 is chance."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "With %1 and %2 images an area above %3 could have been excluded at best; smaller "
                      "differences can go unnoticed."),
    QT_TRANSLATE_NOOP(
        "BlindingWords",
        "%1 separates the arms completely. So few images can do that by chance; look at it all the same."),
    QT_TRANSLATE_NOOP(
        "BlindingWords",
        "Remedy “sharpness”: brings the fine structure of all images to that of the blurrier arm."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "Remedy “greys”: brings the greys of all images to a common range and shape."),
    QT_TRANSLATE_NOOP("BlindingWords", "Remedy “corners”: black squares in the corners of all images."),
    QT_TRANSLATE_NOOP("BlindingWords", "Cutting off the edges of all images takes bars and frames away."),
    QT_TRANSLATE_NOOP(
        "BlindingWords",
        "The check measures; it does not look. Readers may still see what no measurement here stands for."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "Takes fine detail from every arm that is sharper than the blurriest, and adds faint "
                      "grain to all. Answers then say nothing about sharpness and noise, and small nodules, "
                      "fine lines and the edge of a small pneumothorax are harder to see."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "Moves the greys of every arm towards a common curve. Answers then say nothing about "
                      "brightness and contrast."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "Hides the corners of every image: markers, but also shoulders and costophrenic angles "
                      "that lie there."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "Fine structure of all arms was brought to the blurrier arm's mean power spectrum: "
                      "detail finer than %1 pixels of %2 (about %3 mm where an image shows 400 mm) has lost "
                      "half of its contrast or more. Grain of %4 to %5 of 255 greys was added, its strength "
                      "drawn by lot. Answers say nothing about sharpness and noise."),
    QT_TRANSLATE_NOOP(
        "BlindingWords",
        "Fine structure of all arms was brought to the blurrier arm's mean power spectrum; the strongest "
        "filter left %1 of the finest detail's contrast. Grain of %2 to %3 of 255 greys was added, its "
        "strength drawn by lot. Answers say nothing about sharpness and noise."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "The greys of all arms were brought to a common curve; the largest change was %1 of "
                      "255 greys. Answers say nothing about brightness and contrast."),
    QT_TRANSLATE_NOOP("BlindingWords",
                      "Squares of %1 of the side in all corners are black; what lay there is hidden."),
    QT_TRANSLATE_NOOP("BlindingWords", "sharpness (variance of the Laplacian)"),
    QT_TRANSLATE_NOOP("BlindingWords", "The images of one arm look crisper."),
    QT_TRANSLATE_NOOP("BlindingWords", "sharpness (gradient energy)"),
    QT_TRANSLATE_NOOP("BlindingWords", "slope of the power spectrum"),
    QT_TRANSLATE_NOOP("BlindingWords", "share of fine structure"),
    QT_TRANSLATE_NOOP("BlindingWords", "noise (wavelets)"),
    QT_TRANSLATE_NOOP("BlindingWords", "The images of one arm look grainier."),
    QT_TRANSLATE_NOOP("BlindingWords", "noise (Immerkær)"),
    QT_TRANSLATE_NOOP("BlindingWords", "local contrast"),
    QT_TRANSLATE_NOOP("BlindingWords", "The images of one arm are brighter, or differ in contrast."),
    QT_TRANSLATE_NOOP("BlindingWords", "mean grey"),
    QT_TRANSLATE_NOOP("BlindingWords", "spread of the greys"),
    QT_TRANSLATE_NOOP("BlindingWords", "entropy of the histogram"),
    QT_TRANSLATE_NOOP("BlindingWords", "number of greys"),
    QT_TRANSLATE_NOOP("BlindingWords", "The images of one arm were stored or stretched in another way."),
    QT_TRANSLATE_NOOP("BlindingWords", "gaps in the histogram"),
    QT_TRANSLATE_NOOP("BlindingWords", "teeth in the histogram"),
    QT_TRANSLATE_NOOP("BlindingWords", "darkest grey"),
    QT_TRANSLATE_NOOP("BlindingWords", "brightest grey"),
    QT_TRANSLATE_NOOP("BlindingWords", "share of black"),
    QT_TRANSLATE_NOOP("BlindingWords", "share of white"),
    QT_TRANSLATE_NOOP("BlindingWords", "blocks of 8 × 8 (JPEG)"),
    QT_TRANSLATE_NOOP("BlindingWords", "One arm shows the blocks of a compression."),
    QT_TRANSLATE_NOOP("BlindingWords", "regular pattern"),
    QT_TRANSLATE_NOOP("BlindingWords", "One arm shows a grid or checkerboard."),
    QT_TRANSLATE_NOOP("BlindingWords", "plain bars at the edge"),
    QT_TRANSLATE_NOOP("BlindingWords", "The images of one arm have bars, frames or other edges."),
    QT_TRANSLATE_NOOP("BlindingWords", "grey of the outermost edge"),
    QT_TRANSLATE_NOOP("BlindingWords", "bright marks in the corners"),
    QT_TRANSLATE_NOOP("BlindingWords", "Side markers stand in the corners of one arm."),
    QT_TRANSLATE_NOOP("BlindingWords", "size of the image"),
    QT_TRANSLATE_NOOP("BlindingWords", "The images of one arm have another size."),
    QT_TRANSLATE_NOOP("BlindingWords", "bytes of the image"),
    QT_TRANSLATE_NOOP("BlindingWords", "The files of one arm are larger."),
    QT_TRANSLATE_NOOP("BlindingWords", "report beside the image"),
    QT_TRANSLATE_NOOP("BlindingWords", "Only one arm has a report."),
    QT_TRANSLATE_NOOP("BlindingWords", "length of the report"),
    QT_TRANSLATE_NOOP("BlindingWords", "The reports of one arm are longer."),
    QT_TRANSLATE_NOOP("BlindingWords", "position in the reading"),
    QT_TRANSLATE_NOOP("BlindingWords", "One arm is read earlier."),
    QT_TRANSLATE_NOOP("BlindingWords", "even or odd position"),
    QT_TRANSLATE_NOOP("BlindingWords", "The arms take turns."),
    QT_TRANSLATE_NOOP("BlindingWords", "first or later image of its case"),
    QT_TRANSLATE_NOOP("BlindingWords", "One arm of each case comes first."),
    QT_TRANSLATE_NOOP("BlindingWords", "place beside the others"),
    QT_TRANSLATE_NOOP("BlindingWords", "One arm stands more often on the left."),
    QT_TRANSLATE_NOOP("BlindingWords", "name in the package"),
    QT_TRANSLATE_NOOP("BlindingWords", "The names of one arm sort first."),
    QT_TRANSLATE_NOOP("BlindingWords", "time to load"),
    QT_TRANSLATE_NOOP("BlindingWords", "The images of one arm take longer to appear."),
};

// A number as the interface writes it; what is none stays.
QString localNumber(const QString& value) {
  static const QRegularExpression decimal(QStringLiteral("^[-−<]?[0-9]+\\.[0-9]+$"));
  return decimal.match(value).hasMatch() ? QString(value).replace(QLatin1Char('.'), QLocale().decimalPoint())
                                         : value;
}

}  // namespace

QString blindingWord(const std::string& word) {
  return QCoreApplication::translate("BlindingWords", word.c_str());
}

QString blindingText(const study::Sentence& sentence) {
  study::Sentence translated{blindingWord(sentence.text).toStdString(), {}};
  for (const std::string& value : sentence.values)
    translated.values.push_back(localNumber(blindingWord(value)).toStdString());
  return QString::fromStdString(study::plain(translated));
}

}  // namespace chexgen::studio
