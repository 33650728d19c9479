#include "core/jobs/reply_writer.h"

#include <span>
#include <string>

#include "core/base/descriptor.h"

namespace chexgen::jobs {

void ReplyWriter::send(const Reply& reply) {
  const std::string line = formatReply(reply) + "\n";
  const std::scoped_lock guard(mutex_);
  if (!broken_ && !base::writeAll(descriptor_, std::as_bytes(std::span(line)))) broken_ = true;
}

}  // namespace chexgen::jobs
