// SPDX-License-Identifier: Apache-2.0
#include "wire/ssh.h"

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    core::Bytes bytes{data, size};
    if (const auto identification = wire::take_ssh_identification(bytes)) {
        core::check(identification->consumed <= bytes.size(), "the identification lies inside");
        bytes = bytes.subspan(identification->consumed);
    }
    for (int packets = 0; packets < 64; ++packets) {
        const auto packet = wire::take_ssh_packet(bytes);
        if (!packet) break;
        core::check(packet->consumed <= bytes.size(), "the packet lies inside");
        if (const auto kexinit = wire::decode_ssh_kexinit(packet->payload)) {
            wire::hassh_of(wire::hassh_text_of_client(*kexinit));
            wire::hassh_of(wire::hassh_text_of_server(*kexinit));
            wire::agree_on(kexinit->lists[wire::ssh_kex], kexinit->lists[wire::ssh_host_key]);
            core::ByteVector again = wire::encode_ssh_kexinit(kexinit->cookie, kexinit->lists);
            core::check(wire::decode_ssh_kexinit(again).has_value(),
                        "what was read can be written");
        }
        (void)wire::decode_ssh_disconnect(packet->payload);
        (void)wire::decode_ssh_userauth(packet->payload);
        bytes = bytes.subspan(packet->consumed);
    }
    return 0;
}
