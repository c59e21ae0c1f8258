// SPDX-License-Identifier: Apache-2.0
#include "wire/http_message.h"

#include <algorithm>

#include "core/check.h"

namespace {

using hitme::wire::HttpRequestReader;

struct Told {
    std::uint64_t requests = 0;
    std::uint64_t body_bytes = 0;
    std::uint64_t ends = 0;
    std::size_t fault_offset = 0;
    bool operator==(const Told&) const = default;
};

Told told(hitme::core::Bytes all, std::size_t piece) {
    HttpRequestReader reader;
    Told told;
    for (std::size_t at = 0; at < all.size(); at += piece) {
        hitme::core::Bytes bytes = all.subspan(at, std::min(piece, all.size() - at));
        for (auto step = reader.next(bytes); step != HttpRequestReader::Step::need_more;
             step = reader.next(bytes)) {
            if (step == HttpRequestReader::Step::request)
                told.requests += reader.request().fields.size() + 1;
            if (step == HttpRequestReader::Step::body) told.body_bytes += reader.body().size();
            if (step == HttpRequestReader::Step::end) ++told.ends;
            if (step == HttpRequestReader::Step::fault)
                told.fault_offset = reader.error().offset + 1;
        }
        hitme::core::check(bytes.empty(), "need_more means that all was taken");
    }
    return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const core::Bytes bytes{data, size};
    const auto head = wire::decode_http_request(bytes);
    if (head) core::check(head->target.size() <= size, "the target lies inside");
    wire::percent_decoded(core::as_text(bytes));
    (void)wire::decode_http_status(core::as_text(bytes));
    core::check(told(bytes, size + 1) == told(bytes, 1), "pieces do not change what is read");
    return 0;
}
