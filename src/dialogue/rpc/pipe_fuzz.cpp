// SPDX-License-Identifier: Apache-2.0
#include "dialogue/rpc/pipe.h"

#include <algorithm>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hitme;
    using dialogue::rpc::Caller;
    if (size < 2) return 0;
    // The first byte says who calls, which system and which pipe; the second the size of the pieces, and where it is odd,
    // that a bind may log on.
    const auto now = core::from_nanoseconds(1'790'000'000'000'000'000);
    const auto made = [&](const char* system) {
        return dialogue::smb::make_machine(*dialogue::smb::system_named(system, 0), 1, now, {});
    };
    static const dialogue::smb::Machine machines[] = {made("windows-7"), made("samba-4")};
    static constexpr std::string_view pipes[] = {"srvsvc", "samr",   "lsarpc",  "svcctl",
                                                 "winreg", "atsvc",  "spoolss", "epmapper",
                                                 "wkssvc", "browser"};
    const auto& machine = machines[data[0] & 1];
    const auto caller = (data[0] & 2) != 0 ? Caller::user : Caller::anonymous;
    static const dialogue::smb::Policy policy{dialogue::smb::LogonPolicy::guest, 0, {"letmein"}};
    std::uint32_t tried = 0;
    const dialogue::rpc::PipeLogons logons{policy, 0, tried};
    const auto pipe = dialogue::rpc::open_pipe(pipes[(data[0] >> 2) % std::size(pipes)], machine,
                                               caller, 1, (data[1] & 1) != 0 ? &logons : nullptr);
    if (!pipe) return 0;
    const std::size_t step = 1 + data[1];
    const core::Bytes bytes = core::Bytes(data, size).subspan(2);
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        pipe->write(bytes.subspan(at, std::min(step, bytes.size() - at)), now);
        core::check(pipe->memory() < (1u << 20), "memory is bounded");
        const std::size_t waiting = pipe->waiting();
        const auto taken = pipe->read(100);
        core::check(taken.size() <= 100 && pipe->waiting() + taken.size() == waiting,
                    "what is taken no longer waits");
    }
    while (pipe->waiting() > 0) core::check(!pipe->read(0xFFFF).empty(), "what waits can be taken");
    return 0;
}
