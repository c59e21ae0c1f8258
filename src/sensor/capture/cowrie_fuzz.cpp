// SPDX-License-Identifier: Apache-2.0
#include "sensor/capture/cowrie.h"

#include <algorithm>

#include "core/bytes.h"
#include "core/check.h"

namespace {

class Counting final : public hitme::sensor::EventSink {
 public:
    hitme::core::Result<void> take(hitme::event::Event&) override {
        ++taken;
        return {};
    }
    std::uint64_t taken = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    std::string_view text = core::as_text({data, size});
    sensor::ReadReport report;
    Counting sink;
    sensor::Delivery delivery({}, report, sink);
    sensor::CowrieSessions sessions(delivery);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        (void)sessions.take(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    (void)sessions.finish();
    core::check(sink.taken == report.events, "each session is given once");
    return 0;
}
