// SPDX-License-Identifier: Apache-2.0
#include "wire/radius.h"

#include <algorithm>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    const core::Bytes bytes{data, size};
    const auto packet = wire::decode_radius(bytes);
    if (!packet) return 0;
    const auto again = wire::encode_radius(*packet);
    core::check(
        again && again->size() <= size && std::equal(again->begin(), again->end(), bytes.begin()),
        "what decodes and encodes comes back equal");
    static_cast<void>(wire::radius_words(*packet));
    // As an answer to a request of ours, and as a request: whatever comes, it is not believed.
    wire::RadiusPacket request;
    request.code = 40;
    request.identifier = packet->identifier;
    const auto signed_request = wire::sign_radius_request(request, "secret");
    core::check(signed_request.has_value(), "a small request fits");
    const auto answer = wire::check_radius_answer(*signed_request, bytes, "secret");
    core::check(answer != wire::RadiusAnswer::ack, "a fuzzer makes no MD5");
    static_cast<void>(wire::check_radius_answer(bytes, bytes, "secret"));
    return 0;
}
