// SPDX-License-Identifier: Apache-2.0
#include "wire/smb1_transaction.h"

#include <algorithm>
#include <array>

#include "wire/smb1_block.h"

namespace hitme::wire {
namespace {

constexpr std::uint8_t fewest_words = 14;
constexpr std::uint8_t fewest_words_of_nt = 19;
constexpr std::uint8_t words_of_secondary = 8;
constexpr std::uint8_t words_of_secondary2 = 9;
constexpr std::uint8_t words_of_nt_secondary = 18;
constexpr std::uint8_t fewest_words_of_reply = 10;
constexpr std::uint8_t fewest_words_of_nt_reply = 18;

bool is_nt(std::uint8_t command) {
    return command == static_cast<std::uint8_t>(Smb1Command::nt_transact) ||
           command == static_cast<std::uint8_t>(Smb1Command::nt_transact_secondary);
}

// What lies at `offset` of the message, at most `length`; a fault when that is less than `length`.
core::Bytes part_of(const Smb1Message& message, const Smb1Block& block, std::uint32_t offset,
                    std::uint32_t length, const char* field,
                    std::optional<core::ParseError>& fault) {
    if (length == 0) return {};
    if (offset < smb1_header_bytes || offset > message.whole.size()) {
        if (!fault) fault = core::ParseError{core::Fault::bad_value, block.offset, field};
        return {};
    }
    core::Reader in{message.whole};
    in.seek(offset, field);
    const std::size_t there = std::min<std::size_t>(length, in.left());
    if (there < length && !fault)
        fault = core::ParseError{core::Fault::truncated, message.whole.size(), field};
    return in.take(there, field);
}

void take_setup(core::Reader& words, const Smb1Block& block, Smb1Transaction& transaction) {
    transaction.setup = words.take(std::size_t{transaction.setup_count} * 2, "Setup");
    if (!words.ok())
        transaction.fault = core::ParseError{core::Fault::bad_value, block.offset, "Setup"};
}

void take_parts(const Smb1Message& message, const Smb1Block& block, Smb1Transaction& transaction) {
    transaction.parameters = part_of(message, block, transaction.parameter_offset,
                                     transaction.parameter_count, "Parameters", transaction.fault);
    transaction.data = part_of(message, block, transaction.data_offset, transaction.data_count,
                               "Data", transaction.fault);
}

// [MS-CIFS] 2.2.4.33.1 and 2.2.4.46.1.
core::Parsed<Smb1Transaction> decode_first(const Smb1Message& message, const Smb1Block& block,
                                           Smb1Transaction transaction) {
    if (block.word_count < fewest_words) return wrong_word_count(block);
    core::Reader words = words_of(message, block);
    transaction.total_parameter_count = words.u16le("TotalParameterCount");
    transaction.total_data_count = words.u16le("TotalDataCount");
    transaction.max_parameter_count = words.u16le("MaxParameterCount");
    transaction.max_data_count = words.u16le("MaxDataCount");
    transaction.max_setup_count = words.u8("MaxSetupCount");
    words.skip(1, "Reserved1");
    transaction.flags = words.u16le("Flags");
    transaction.timeout = words.u32le("Timeout");
    words.skip(2, "Reserved2");
    transaction.parameter_count = words.u16le("ParameterCount");
    transaction.parameter_offset = words.u16le("ParameterOffset");
    transaction.data_count = words.u16le("DataCount");
    transaction.data_offset = words.u16le("DataOffset");
    transaction.setup_count = words.u8("SetupCount");
    words.skip(1, "Reserved3");
    take_setup(words, block, transaction);
    transaction.has_function = transaction.setup.size() >= 2;
    transaction.function = transaction.setup_word(0);
    if (block.kind() == Smb1Command::transaction) {
        transaction.fid = transaction.setup_word(1);
        core::Reader data = bytes_of(message, block);
        const SmbText encoding = message.header.encoding();
        align_text(data, encoding);
        transaction.name = take_smb_text(data, encoding, "Name");
    }
    take_parts(message, block, transaction);
    return transaction;
}

// [MS-CIFS] 2.2.4.62.1.
core::Parsed<Smb1Transaction> decode_nt_first(const Smb1Message& message, const Smb1Block& block,
                                              Smb1Transaction transaction) {
    if (block.word_count < fewest_words_of_nt) return wrong_word_count(block);
    core::Reader words = words_of(message, block);
    transaction.max_setup_count = words.u8("MaxSetupCount");
    words.skip(2, "Reserved1");
    transaction.total_parameter_count = words.u32le("TotalParameterCount");
    transaction.total_data_count = words.u32le("TotalDataCount");
    transaction.max_parameter_count = words.u32le("MaxParameterCount");
    transaction.max_data_count = words.u32le("MaxDataCount");
    transaction.parameter_count = words.u32le("ParameterCount");
    transaction.parameter_offset = words.u32le("ParameterOffset");
    transaction.data_count = words.u32le("DataCount");
    transaction.data_offset = words.u32le("DataOffset");
    transaction.setup_count = words.u8("SetupCount");
    transaction.function = words.u16le("Function");
    transaction.has_function = true;
    take_setup(words, block, transaction);
    if (transaction.function == nt_transact_ioctl) {
        // [MS-CIFS] 2.2.7.2.1: FunctionCode, FID, IsFctl, IsFlags.
        transaction.control_code = std::uint32_t{transaction.setup_word(0)} |
                                   std::uint32_t{transaction.setup_word(1)} << 16;
        transaction.fid = transaction.setup_word(2);
    }
    take_parts(message, block, transaction);
    return transaction;
}

// [MS-CIFS] 2.2.4.34.1 and 2.2.4.47.1.
core::Parsed<Smb1Transaction> decode_secondary(const Smb1Message& message, const Smb1Block& block,
                                               Smb1Transaction transaction) {
    const bool has_fid = block.kind() == Smb1Command::transaction2_secondary;
    // Windows sends eight words with 0x33 too; the exploits of MS17-010 send nine.
    if (block.word_count != words_of_secondary && block.word_count != words_of_secondary2)
        return wrong_word_count(block);
    core::Reader words = words_of(message, block);
    transaction.total_parameter_count = words.u16le("TotalParameterCount");
    transaction.total_data_count = words.u16le("TotalDataCount");
    transaction.parameter_count = words.u16le("ParameterCount");
    transaction.parameter_offset = words.u16le("ParameterOffset");
    transaction.parameter_displacement = words.u16le("ParameterDisplacement");
    transaction.data_count = words.u16le("DataCount");
    transaction.data_offset = words.u16le("DataOffset");
    transaction.data_displacement = words.u16le("DataDisplacement");
    if (has_fid && block.word_count == words_of_secondary2) transaction.fid = words.u16le("FID");
    take_parts(message, block, transaction);
    return transaction;
}

// [MS-CIFS] 2.2.4.63.1.
core::Parsed<Smb1Transaction> decode_nt_secondary(const Smb1Message& message,
                                                  const Smb1Block& block,
                                                  Smb1Transaction transaction) {
    if (block.word_count != words_of_nt_secondary) return wrong_word_count(block);
    core::Reader words = words_of(message, block);
    words.skip(3, "Reserved1");
    transaction.total_parameter_count = words.u32le("TotalParameterCount");
    transaction.total_data_count = words.u32le("TotalDataCount");
    transaction.parameter_count = words.u32le("ParameterCount");
    transaction.parameter_offset = words.u32le("ParameterOffset");
    transaction.parameter_displacement = words.u32le("ParameterDisplacement");
    transaction.data_count = words.u32le("DataCount");
    transaction.data_offset = words.u32le("DataOffset");
    transaction.data_displacement = words.u32le("DataDisplacement");
    take_parts(message, block, transaction);
    return transaction;
}

constexpr std::array<std::string_view, 18> transaction2_names{"OPEN2",
                                                              "FIND_FIRST2",
                                                              "FIND_NEXT2",
                                                              "QUERY_FS_INFORMATION",
                                                              "SET_FS_INFORMATION",
                                                              "QUERY_PATH_INFORMATION",
                                                              "SET_PATH_INFORMATION",
                                                              "QUERY_FILE_INFORMATION",
                                                              "SET_FILE_INFORMATION",
                                                              "FSCTL",
                                                              "IOCTL2",
                                                              "FIND_NOTIFY_FIRST",
                                                              "FIND_NOTIFY_NEXT",
                                                              "CREATE_DIRECTORY",
                                                              "SESSION_SETUP",
                                                              "",
                                                              "GET_DFS_REFERRAL",
                                                              "REPORT_DFS_INCONSISTENCY"};
constexpr std::array<std::string_view, 9> nt_transact_names{"",
                                                            "CREATE",
                                                            "IOCTL",
                                                            "SET_SECURITY_DESC",
                                                            "NOTIFY_CHANGE",
                                                            "RENAME",
                                                            "QUERY_SECURITY_DESC",
                                                            "QUERY_QUOTA",
                                                            "SET_QUOTA"};

}  // namespace

std::string_view transaction2_name(std::uint16_t subcommand) {
    return subcommand < transaction2_names.size() ? transaction2_names[subcommand]
                                                  : std::string_view{};
}

std::string_view nt_transact_name(std::uint16_t function) {
    return function < nt_transact_names.size() ? nt_transact_names[function] : std::string_view{};
}

bool writes_to_pipe(std::uint16_t function) {
    return function == trans_raw_write_named_pipe || function == trans_write_named_pipe ||
           function == trans_transact_named_pipe || function == trans_call_named_pipe;
}

std::uint16_t Smb1Transaction::setup_word(std::size_t index) const {
    core::Reader in{setup};
    in.seek(index * 2, "Setup");
    return in.u16le("Setup");
}

core::Parsed<Smb1Transaction> decode_smb1_transaction(const Smb1Message& message,
                                                      const Smb1Block& block) {
    Smb1Transaction transaction;
    transaction.command = block.command;
    switch (block.kind()) {
        case Smb1Command::transaction_secondary:
        case Smb1Command::transaction2_secondary:
            transaction.is_secondary = true;
            return decode_secondary(message, block, transaction);
        case Smb1Command::nt_transact_secondary:
            transaction.is_secondary = true;
            return decode_nt_secondary(message, block, transaction);
        case Smb1Command::nt_transact:
            return decode_nt_first(message, block, transaction);
        default:
            return decode_first(message, block, transaction);
    }
}

core::Parsed<Smb1TransactionReply> decode_smb1_transaction_reply(const Smb1Message& message,
                                                                 const Smb1Block& block) {
    Smb1TransactionReply reply;
    if (block.word_count == 0) return reply;
    core::Reader words = words_of(message, block);
    std::uint32_t parameter_count = 0;
    std::uint32_t parameter_offset = 0;
    std::uint32_t data_count = 0;
    std::uint32_t data_offset = 0;
    if (is_nt(block.command)) {
        // [MS-CIFS] 2.2.4.62.2.
        if (block.word_count < fewest_words_of_nt_reply) return wrong_word_count(block);
        words.skip(3, "Reserved1");
        reply.total_parameter_count = words.u32le("TotalParameterCount");
        reply.total_data_count = words.u32le("TotalDataCount");
        parameter_count = words.u32le("ParameterCount");
        parameter_offset = words.u32le("ParameterOffset");
        reply.parameter_displacement = words.u32le("ParameterDisplacement");
        data_count = words.u32le("DataCount");
        data_offset = words.u32le("DataOffset");
        reply.data_displacement = words.u32le("DataDisplacement");
        reply.setup_count = words.u8("SetupCount");
    } else {
        // [MS-CIFS] 2.2.4.33.2 and 2.2.4.46.2.
        if (block.word_count < fewest_words_of_reply) return wrong_word_count(block);
        reply.total_parameter_count = words.u16le("TotalParameterCount");
        reply.total_data_count = words.u16le("TotalDataCount");
        words.skip(2, "Reserved1");
        parameter_count = words.u16le("ParameterCount");
        parameter_offset = words.u16le("ParameterOffset");
        reply.parameter_displacement = words.u16le("ParameterDisplacement");
        data_count = words.u16le("DataCount");
        data_offset = words.u16le("DataOffset");
        reply.data_displacement = words.u16le("DataDisplacement");
        reply.setup_count = words.u8("SetupCount");
        words.skip(1, "Reserved2");
    }
    reply.setup = words.take(std::size_t{reply.setup_count} * 2, "Setup");
    if (!words.ok()) reply.fault = core::ParseError{core::Fault::bad_value, block.offset, "Setup"};
    reply.parameters =
        part_of(message, block, parameter_offset, parameter_count, "Parameters", reply.fault);
    reply.data = part_of(message, block, data_offset, data_count, "Data", reply.fault);
    return reply;
}

}  // namespace hitme::wire
