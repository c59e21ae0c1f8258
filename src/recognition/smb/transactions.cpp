// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/transactions.h"

#include <algorithm>
#include <string>

#include "wire/smb2_ioctl.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using wire::Smb1Command;

constexpr std::size_t max_fids = 8;  // ours: of the pipes opened last

// Sums of the implant's protocol (smb.md 1.13).
constexpr std::uint8_t sum_ping = 0x23;
constexpr std::uint8_t sum_execute = 0xC8;
constexpr std::uint8_t sum_kill = 0x77;
constexpr std::uint32_t notpetya_timeout = 240;
constexpr std::uint32_t python_total = 65865;
constexpr std::uint16_t champion_function = 5;  // NT_TRANSACT_RENAME, which clients do not send

std::uint8_t primary_of(std::uint8_t command) {
    switch (static_cast<Smb1Command>(command)) {
        case Smb1Command::transaction_secondary:
            return 0x25;
        case Smb1Command::transaction2_secondary:
            return 0x32;
        case Smb1Command::nt_transact_secondary:
            return 0xA0;
        default:
            return command;
    }
}

// Where the fields lie behind WordCount, by [MS-CIFS] 2.2.4.33.1 (and 2.2.4.46.1) and 2.2.4.62.1.
constexpr std::uint64_t timeout_at = 1 + 12;
constexpr std::uint64_t timeout_bytes = 4;
constexpr std::uint64_t setup_at = 1 + 28;
constexpr std::uint64_t total_data_at = 1 + 2;
constexpr std::uint64_t nt_total_data_at = 1 + 7;
constexpr std::uint64_t nt_total_data_bytes = 4;
constexpr std::uint64_t nt_function_at = 1 + 36;
constexpr std::uint64_t word_bytes = 2;
// In the header (2.2.3.1).
constexpr std::uint64_t command_at = 4;
constexpr std::uint64_t mid_at = 30;

std::string number(std::uint64_t value) {
    return std::to_string(value);
}

}  // namespace

std::uint8_t timeout_sum(std::uint32_t timeout) {
    return static_cast<std::uint8_t>((timeout & 0xFF) + (timeout >> 8 & 0xFF) +
                                     (timeout >> 16 & 0xFF) + (timeout >> 24));
}

Transactions::Open* Transactions::find(const wire::Smb1Header& header) {
    for (Open& one : open_)
        if (one.pid == header.pid() && one.mid == header.mid && one.tid == header.tid &&
            one.uid == header.uid)
            return &one;
    return nullptr;
}

bool carries_more(const wire::Smb1Transaction& first) {
    // As wide as TRANSACTION's fields; NT_TRANSACT could announce 4 GiB.
    constexpr std::uint32_t most = 0xFFFF;
    if (first.total_parameter_count > most || first.total_data_count > most) return false;
    switch (static_cast<Smb1Command>(first.command)) {
        case Smb1Command::transaction:
            return !first.has_function || wire::writes_to_pipe(first.function);
        case Smb1Command::transaction2:
            return first.function == wire::trans2_open2;
        case Smb1Command::nt_transact:
            return first.function == wire::nt_transact_create ||
                   (first.function == wire::nt_transact_ioctl &&
                    first.control_code == wire::fsctl_pipe_transceive);
        default:
            return false;
    }
}

std::unique_ptr<TransactionPieces> Transactions::request(const wire::Smb1Header& header,
                                                         const wire::Smb1Transaction& transaction,
                                                         std::uint64_t at, Notes& notes) {
    if (transaction.is_secondary) return secondary(header, transaction, notes);
    first(header, transaction, at, notes);
    return nullptr;
}

// The newest is followed: what was left open before it is most likely left open for good.
void Transactions::bound_kept() {
    std::size_t kept = 0;
    for (auto one = open_.rbegin(); one != open_.rend(); ++one) {
        if (one->pieces == nullptr) continue;
        kept += one->pieces->kept();
        if (kept > max_kept_transaction_bytes) one->pieces.reset();
    }
}

void Transactions::first(const wire::Smb1Header& header, const wire::Smb1Transaction& transaction,
                         std::uint64_t at, Notes& notes) {
    const auto command = static_cast<Smb1Command>(transaction.command);
    if (command == Smb1Command::transaction && transaction.setup_count == 2 &&
        transaction.function == wire::trans_peek_named_pipe && transaction.fid == 0 &&
        transaction.total_data_count == 0) {
        ++counts_.peeks;
        notes.found(
            rules::ms17_010_check, Grade::certain,
            {{at + setup_at, 2 * word_bytes, "PeekNamedPipe of FID 0, MID " + number(header.mid)}});
        notes.phrase(Weight::check, "peeked at the pipe of FID 0");
    }
    if (command == Smb1Command::transaction2 && transaction.has_function) {
        if (transaction.function == wire::trans2_session_setup) {
            trans2_session_setup(header, transaction, at, notes);
        } else if (transaction.function == 0x04 ||
                   (transaction.function >= 0x09 && transaction.function <= 0x0C) ||
                   transaction.function == 0x11) {
            notes.found(rules::trans2_session_setup, Grade::consistent,
                        {{at + setup_at, word_bytes,
                          "subcommand " + hexadecimal(transaction.function, 4)}});
        }
    }

    Open opened;
    opened.pid = header.pid();
    opened.mid = header.mid;
    opened.tid = header.tid;
    opened.uid = header.uid;
    opened.command = transaction.command;
    opened.total = transaction.total_data_count;
    opened.received = transaction.data_count;
    opened.place = notes.offset();
    if (command == Smb1Command::nt_transact) {
        if (transaction.total_data_count > 65535) {
            ++counts_.large_nt_transacts;
            opened.large = true;
            notes.found(rules::eternalblue, Grade::likely,
                        {{at + nt_total_data_at, nt_total_data_bytes,
                          "TotalDataCount " + number(transaction.total_data_count) + ", Function " +
                              number(transaction.function)}});
            notes.phrase(Weight::attack, "sent an NT_TRANSACT of " +
                                             number(transaction.total_data_count) + " bytes");
            if (transaction.total_data_count == python_total)
                notes.found(rules::python_ms17_010,
                            header.flags2 == 0x4801 ? Grade::likely : Grade::consistent,
                            {{at + nt_total_data_at, nt_total_data_bytes, "TotalDataCount 65865"}});
        }
        if (transaction.function == champion_function) {
            opened.champion = true;
            notes.found(rules::eternalchampion, Grade::likely,
                        {{at + nt_function_at, word_bytes,
                          "Function 5, TotalDataCount " + number(transaction.total_data_count) +
                              ", DataCount " + number(transaction.data_count)}});
            notes.phrase(Weight::attack, "sent NT_TRANSACT with the unused function 5");
        } else if (!opened.large && wire::nt_transact_name(transaction.function).empty()) {
            notes.found(rules::unknown_nt_transact, Grade::consistent,
                        {{at, 1, "Function " + number(transaction.function)}});
        }
    }
    if (transaction.is_complete()) return;
    // EternalRomance: an unfinished transaction that is named like an open pipe, so that a write to the pipe lands in it;
    // sent between others, with a PID beside theirs.
    if (command == Smb1Command::transaction &&
        std::find(fids_.begin(), fids_.end(), header.mid) != fids_.end()) {
        const bool beside = std::any_of(open_.begin(), open_.end(), [&](const Open& one) {
            const std::uint32_t apart = one.pid - header.pid() + 8;
            return one.command == transaction.command && one.pid != header.pid() && apart <= 16;
        });
        notes.found(
            rules::eternalromance, beside ? Grade::certain : Grade::likely,
            {{mid_at, word_bytes,
              "MID " + number(header.mid) + " is an open FID, PID " + number(header.pid_low)},
             {at + total_data_at, word_bytes,
              "TotalDataCount " + number(transaction.total_data_count) + ", DataCount " +
                  number(transaction.data_count)}});
        notes.phrase(Weight::attack, "left transactions open that are named like a pipe");
    }
    std::erase_if(open_, [&](const Open& one) {
        return one.pid == opened.pid && one.mid == opened.mid && one.tid == opened.tid &&
               one.uid == opened.uid;
    });
    if (open_.size() >= max_open_transactions) open_.erase(open_.begin());
    if (carries_more(transaction))
        opened.pieces = std::make_unique<TransactionPieces>(transaction, notes.offset());
    open_.push_back(std::move(opened));
    bound_kept();
}

std::unique_ptr<TransactionPieces> Transactions::secondary(const wire::Smb1Header& header,
                                                           const wire::Smb1Transaction& transaction,
                                                           Notes& notes) {
    Open* open = find(header);
    if (open == nullptr) return nullptr;
    if (open->champion && transaction.command == 0xA1)
        notes.found(rules::eternalchampion, Grade::certain,
                    {{command_at, 1, "NT_TRANSACT_SECONDARY to function 5"}});
    if (primary_of(transaction.command) != open->command) {
        if (open->large && transaction.command == 0x33) {
            ++counts_.secondaries_after;
            notes.found(rules::eternalblue, Grade::certain,
                        {{command_at, 1,
                          "TRANSACTION2_SECONDARY to an NT_TRANSACT, " +
                              number(transaction.data_count) + " bytes"}});
        } else {
            notes.found(rules::transaction_mix, Grade::likely,
                        {{command_at, 1,
                          "command " + hexadecimal(transaction.command, 2) + " to a " +
                              hexadecimal(open->command, 2)}});
            notes.phrase(Weight::attack, "mixed kinds of transactions");
        }
        return nullptr;  // it stays open: the server counts it elsewhere
    }
    std::unique_ptr<TransactionPieces> whole;
    if (open->pieces != nullptr) {
        // A piece outside of what was announced ends the transaction at the server.
        if (!open->pieces->add(transaction, notes.offset()))
            open->pieces.reset();
        else if (open->pieces->whole())
            whole = std::move(open->pieces);
    }
    open->received += transaction.data_count;
    // Data that are all there wait for parameters that are not.
    if (whole != nullptr || (open->received >= open->total && open->pieces == nullptr))
        open_.erase(open_.begin() + (open - open_.data()));
    else
        bound_kept();
    if (open_.empty()) std::vector<Open>().swap(open_);
    return whole;
}

void Transactions::trans2_session_setup(const wire::Smb1Header& header,
                                        const wire::Smb1Transaction& transaction, std::uint64_t at,
                                        Notes& notes) {
    ++counts_.trans2_session_setups;
    const std::uint8_t sum = timeout_sum(transaction.timeout);
    const Mark mark{at + timeout_at, timeout_bytes,
                    "subcommand 0x000e, Timeout " + number(transaction.timeout) + ", sum " +
                        hexadecimal(sum, 2) + ", MID " + number(header.mid)};
    switch (sum) {
        case sum_ping:
            notes.found(rules::doublepulsar_ping, Grade::certain, {mark});
            notes.phrase(Weight::check, "pinged the DoublePulsar implant");
            return;
        case sum_execute:
            notes.found(rules::doublepulsar_execute, Grade::certain, {mark});
            notes.phrase(Weight::attack, "told the DoublePulsar implant to execute " +
                                             number(transaction.total_data_count) + " bytes");
            return;
        case sum_kill:
            notes.found(rules::doublepulsar_kill, Grade::certain, {mark});
            notes.phrase(Weight::attack, "told the DoublePulsar implant to end");
            return;
        default:
            break;
    }
    if (transaction.timeout == notpetya_timeout) {
        notes.found(rules::doublepulsar_ping, Grade::likely, {mark});
        notes.family_sign(rules::notpetya, "ping", SignWorth::own, mark);
        notes.phrase(Weight::check, "pinged the implant as NotPetya does");
        return;
    }
    notes.found(rules::trans2_session_setup, Grade::likely,
                {{at + setup_at, word_bytes, mark.value}});
    notes.phrase(Weight::check, "sent the unused TRANSACTION2 subcommand 0x000e");
}

void Transactions::file_access(const wire::Smb1Header& header, std::uint16_t fid,
                               std::uint64_t fid_at, std::string_view command, Notes& notes) {
    const Open* open = find(header);
    const bool same_key = open != nullptr && open->command == 0x25;
    // A write to the pipe whose number an open transaction has for its MID.
    const bool named = std::any_of(open_.begin(), open_.end(), [&](const Open& one) {
        return one.command == 0x25 && one.mid == fid && one.tid == header.tid &&
               one.uid == header.uid && one.received < one.total;
    });
    if (!same_key && !named) return;
    notes.found(rules::eternalromance, named ? Grade::certain : Grade::likely,
                {{fid_at, word_bytes,
                  std::string(command) + " of FID " + number(fid) +
                      " inside an open transaction, MID " + number(header.mid)}});
    notes.phrase(Weight::attack, "sent " + std::string(command) + " inside an open transaction");
}

void Transactions::opened(std::uint16_t fid) {
    if (std::find(fids_.begin(), fids_.end(), fid) != fids_.end()) return;
    if (fids_.size() >= max_fids) fids_.erase(fids_.begin());
    fids_.push_back(fid);
}

void Transactions::answered(const wire::Smb1Header& reply, std::uint16_t request_mid,
                            Notes& notes) {
    // smb.md 1.13: an infected server answers STATUS_NOT_IMPLEMENTED with MID + 16.
    if (reply.mid == static_cast<std::uint16_t>(request_mid + 16))
        notes.story().fact("smb.implant_answer",
                           "MID " + number(request_mid) + " answered as " + number(reply.mid));
}

std::optional<std::uint64_t> Transactions::unfinished() const {
    std::optional<std::uint64_t> first;
    for (const Open& one : open_)
        if (one.received < one.total && (!first || one.place < *first)) first = one.place;
    return first;
}

void Transactions::tell_counts(Notes& notes) const {
    const auto tell = [&](FactName name, std::uint32_t count) {
        if (count > 0) notes.story().fact(name, number(count));
    };
    tell("smb.ms17_010.first_message_size_zero", counts_.first_message_size_zero);
    tell("smb.ms17_010.session_setups", counts_.session_setups);
    tell("smb.ms17_010.large_nt_transacts", counts_.large_nt_transacts);
    tell("smb.ms17_010.secondaries_after", counts_.secondaries_after);
    tell("smb.ms17_010.peeks", counts_.peeks);
    tell("smb.ms17_010.trans2_session_setups", counts_.trans2_session_setups);
}

std::size_t Transactions::memory() const {
    std::size_t bytes = open_.capacity() * sizeof(Open) + fids_.capacity() * sizeof(std::uint16_t);
    for (const Open& one : open_)
        if (one.pieces != nullptr) bytes += one.pieces->memory();
    return bytes;
}

}  // namespace hitme::recognition::smb
