// SPDX-License-Identifier: Apache-2.0
#include "wire/smb2_negotiate.h"

#include <string_view>

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"
#include "wire/smb2_header.h"

namespace hitme::wire {

namespace {

constexpr std::uint16_t dialect_3_1_1 = 0x0311;

// A list of 16-bit algorithm numbers with its count in front. More than we keep: not well formed.
void read_values(core::Reader& in, std::size_t count, Smb2NegotiateContext& context) {
    if (count > max_smb2_context_values) {
        context.well_formed = false;
        return;
    }
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const std::uint16_t value = in.u16le("Values");
        if (in.ok()) context.values.push_back(value);
    }
}

// [MS-SMB2] 2.2.3.1.1 to 2.2.3.1.7. A context that lies about itself does not spoil the request.
void read_context_data(Smb2NegotiateContext& context) {
    core::Reader in{context.data};
    switch (context.type) {
        case Smb2ContextType::preauth_integrity: {
            const std::size_t count = in.u16le("HashAlgorithmCount");
            const std::size_t salt_length = in.u16le("SaltLength");
            read_values(in, count, context);
            if (context.well_formed) context.salt = in.take(salt_length, "Salt");
            break;
        }
        case Smb2ContextType::encryption:
        case Smb2ContextType::signing:
            read_values(in, in.u16le("Count"), context);
            break;
        case Smb2ContextType::compression: {
            const std::size_t count = in.u16le("CompressionAlgorithmCount");
            in.skip(2, "Padding");
            context.compression_flags = in.u32le("Flags");
            read_values(in, count, context);
            break;
        }
        case Smb2ContextType::netname:
            context.netname = in.rest();
            break;
        case Smb2ContextType::transport:
        case Smb2ContextType::rdma_transform:
            break;
    }
    if (!in.ok()) context.well_formed = false;
}

void read_contexts(core::Reader& in, std::size_t offset, std::size_t count,
                   std::vector<Smb2NegotiateContext>& contexts) {
    if (count > max_smb2_contexts) {
        in.fail(core::Fault::over_limit, "NegotiateContextCount");
        return;
    }
    in.seek(offset, "NegotiateContextOffset");
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        // Each but the first is aligned; the offset of the first was given.
        if (i > 0) in.skip((8 - in.offset() % 8) % 8, "Padding");
        Smb2NegotiateContext context;
        context.type = static_cast<Smb2ContextType>(in.u16le("ContextType"));
        const std::size_t length = in.u16le("DataLength");
        in.skip(4, "Reserved");
        context.data = in.take(length, "Data");
        if (!in.ok()) return;
        read_context_data(context);
        contexts.push_back(std::move(context));
    }
}

void write_contexts(core::Writer& to, const std::vector<Smb2NegotiateContext>& contexts) {
    for (const auto& context : contexts) {
        to.align(8);
        to.u16le(static_cast<std::uint16_t>(context.type));
        to.u16le(static_cast<std::uint16_t>(context.data.size()));
        to.u32le(0);  // Reserved
        to.bytes(context.data);
    }
}

void read_guid(core::Reader& in, std::array<std::uint8_t, 16>& guid, const char* field) {
    const core::Bytes bytes = in.take(guid.size(), field);
    if (in.ok()) std::copy(bytes.begin(), bytes.end(), guid.begin());
}

}  // namespace

std::string smb2_dialect_name(std::uint16_t dialect) {
    switch (dialect) {
        case 0x0202:
            return "2.0.2";
        case 0x0210:
            return "2.1";
        case smb2_dialect_wildcard:
            return "2.???";
        case 0x0300:
            return "3.0";
        case 0x0302:
            return "3.0.2";
        case 0x0311:
            return "3.1.1";
        default: {
            static constexpr std::string_view digits = "0123456789abcdef";
            std::string name = "0x";
            for (int shift = 12; shift >= 0; shift -= 4) name += digits[dialect >> shift & 15];
            return name;
        }
    }
}

core::Parsed<Smb2NegotiateRequest> decode_smb2_negotiate_request(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.3, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2NegotiateRequest request;
    if (in.u16le("StructureSize") != 36) in.fail(core::Fault::bad_value, "StructureSize");
    const std::size_t count = in.u16le("DialectCount");
    request.security_mode = in.u16le("SecurityMode");
    in.skip(2, "Reserved");
    request.capabilities = in.u32le("Capabilities");
    read_guid(in, request.client_guid, "ClientGuid");
    // NegotiateContextOffset, NegotiateContextCount and Reserved2, or ClientStartTime: the dialects say which.
    const std::uint32_t context_offset = in.u32le("NegotiateContextOffset");
    const std::uint16_t context_count = in.u16le("NegotiateContextCount");
    const std::uint16_t reserved = in.u16le("Reserved2");
    if (count > max_smb2_dialects) in.fail(core::Fault::over_limit, "DialectCount");
    for (std::size_t i = 0; i < count && in.ok(); ++i)
        request.dialects.push_back(in.u16le("Dialects"));
    if (!in.ok()) return in.error();
    if (std::find(request.dialects.begin(), request.dialects.end(), dialect_3_1_1) ==
        request.dialects.end()) {
        request.client_start_time =
            context_offset | (std::uint64_t{context_count} << 32) | (std::uint64_t{reserved} << 48);
        return request;
    }
    if (context_count > 0 && context_offset % 8 != 0)
        in.fail(core::Fault::bad_value, "NegotiateContextOffset");
    if (context_count > 0) read_contexts(in, context_offset, context_count, request.contexts);
    if (!in.ok()) return in.error();
    return request;
}

core::Parsed<Smb2NegotiateResponse> decode_smb2_negotiate_response(core::Bytes message) {
    core::Reader in{message};  // [MS-SMB2] 2.2.4, in its order
    in.seek(smb2_header_bytes, "Body");
    Smb2NegotiateResponse response;
    if (in.u16le("StructureSize") != 65) in.fail(core::Fault::bad_value, "StructureSize");
    response.security_mode = in.u16le("SecurityMode");
    response.dialect = in.u16le("DialectRevision");
    const std::size_t context_count = in.u16le("NegotiateContextCount");
    read_guid(in, response.server_guid, "ServerGuid");
    response.capabilities = in.u32le("Capabilities");
    response.max_transact = in.u32le("MaxTransactSize");
    response.max_read = in.u32le("MaxReadSize");
    response.max_write = in.u32le("MaxWriteSize");
    response.system_time = in.u64le("SystemTime");
    response.start_time = in.u64le("ServerStartTime");
    const std::size_t blob_offset = in.u16le("SecurityBufferOffset");
    const std::size_t blob_length = in.u16le("SecurityBufferLength");
    const std::size_t context_offset = in.u32le("NegotiateContextOffset");
    if (blob_length > 0) {
        in.seek(blob_offset, "SecurityBufferOffset");
        response.security_blob = in.take(blob_length, "Buffer");
    }
    if (response.dialect == dialect_3_1_1 && context_count > 0)
        read_contexts(in, context_offset, context_count, response.contexts);
    if (!in.ok()) return in.error();
    return response;
}

void encode_smb2_negotiate_response(core::ByteVector& out, const Smb2NegotiateResponse& response) {
    core::Writer to{out};
    const bool has_contexts = !response.contexts.empty();
    to.u16le(65);  // StructureSize
    to.u16le(response.security_mode);
    to.u16le(response.dialect);
    to.u16le(static_cast<std::uint16_t>(response.contexts.size()));
    to.bytes(response.server_guid);
    to.u32le(response.capabilities);
    to.u32le(response.max_transact);
    to.u32le(response.max_read);
    to.u32le(response.max_write);
    to.u64le(response.system_time);
    to.u64le(response.start_time);
    constexpr std::size_t fixed_bytes = 64;
    to.u16le(smb2_header_bytes + fixed_bytes);  // SecurityBufferOffset
    to.u16le(static_cast<std::uint16_t>(response.security_blob.size()));
    const std::size_t context_offset_at = to.hole(4);
    to.bytes(response.security_blob);
    if (!has_contexts) return;
    to.align(8);  // the body begins at 64, so alignment in it is alignment in the message
    to.patch_u32le(context_offset_at, static_cast<std::uint32_t>(smb2_header_bytes + to.offset()));
    write_contexts(to, response.contexts);
}

void encode_smb2_negotiate_request(core::ByteVector& out, const Smb2NegotiateRequest& request) {
    core::Writer to{out};
    to.u16le(36);  // StructureSize
    to.u16le(static_cast<std::uint16_t>(request.dialects.size()));
    to.u16le(request.security_mode);
    to.u16le(0);  // Reserved
    to.u32le(request.capabilities);
    to.bytes(request.client_guid);
    const std::size_t contexts_at = to.offset();
    to.u64le(request.client_start_time);
    for (const std::uint16_t dialect : request.dialects) to.u16le(dialect);
    if (request.contexts.empty()) return;
    to.align(8);
    to.patch_u32le(contexts_at, static_cast<std::uint32_t>(smb2_header_bytes + to.offset()));
    to.patch_u32le(contexts_at + 4, static_cast<std::uint32_t>(request.contexts.size()));
    write_contexts(to, request.contexts);
}

core::ByteVector smb2_preauth_context_data(core::Bytes salt) {
    core::ByteVector data;
    core::Writer to{data};
    to.u16le(1);  // HashAlgorithmCount
    to.u16le(static_cast<std::uint16_t>(salt.size()));
    to.u16le(smb2_preauth_sha512);
    to.bytes(salt);
    return data;
}

core::ByteVector smb2_encryption_context_data(std::uint16_t cipher) {
    core::ByteVector data;
    core::Writer to{data};
    to.u16le(1);  // CipherCount
    to.u16le(cipher);
    return data;
}

}  // namespace hitme::wire
