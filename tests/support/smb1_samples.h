// SPDX-License-Identifier: Apache-2.0
// SMB1 messages written field by field after [MS-CIFS] and [MS-SMB], without the encoders that they test. They are also the
// corpora of the SMB1 fuzz targets.
#pragma once

#include <map>
#include <string>

#include "core/writer.h"

namespace hitme::tests {

struct Smb1Sample {
    core::ByteVector bytes;
    core::Writer out{bytes};

    /// [MS-CIFS] 2.2.3.1, 32 bytes.
    Smb1Sample(std::uint8_t command, std::uint16_t flags2, std::uint8_t flags = 0x18,
               std::uint32_t status = 0) {
        out.text("\xFFSMB");
        out.u8(command);
        out.u32le(status);
        out.u8(flags);
        out.u16le(flags2);
        out.u16le(0x0001);              // PIDHigh
        out.u64le(0x8877665544332211);  // SecurityFeatures
        out.u16le(0);                   // Reserved
        out.u16le(0x0801);              // TID
        out.u16le(0xFEFF);              // PIDLow
        out.u16le(0x0802);              // UID
        out.u16le(0x0040);              // MID
    }
    Smb1Sample(const Smb1Sample&) = delete;
    Smb1Sample& operator=(const Smb1Sample&) = delete;

    void no_andx() {
        out.u8(0xFF);
        out.u8(0);
        out.u16le(0);
    }
};

/// The dialects of a Windows redirector; Unicode, extended security, NT status.
inline core::ByteVector smb1_negotiate_sample() {
    Smb1Sample s{0x72, 0xC853};
    s.out.u8(0);      // WordCount
    s.out.u16le(36);  // ByteCount: 12 + 12 + 12
    s.out.text(std::string_view("\x02LANMAN1.0\0", 11));
    s.out.text(std::string_view("\x02NT LM 0.12\0", 12));
    s.out.text(std::string_view("\x02SMB 2.???\0", 11));
    s.out.text(std::string_view("\x02\0", 2));  // the empty entry of nmap
    return s.bytes;
}

/// A reply without extended security: challenge, domain and server name.
inline core::ByteVector smb1_negotiate_reply_sample() {
    Smb1Sample s{0x72, 0xC001, 0x98};
    s.out.u8(17);
    s.out.u16le(1);                   // DialectIndex
    s.out.u8(3);                      // SecurityMode
    s.out.u16le(50);                  // MaxMpxCount
    s.out.u16le(1);                   // MaxNumberVcs
    s.out.u32le(16644);               // MaxBufferSize
    s.out.u32le(65536);               // MaxRawSize
    s.out.u32le(0);                   // SessionKey
    s.out.u32le(0x0000F3FD);          // Capabilities
    s.out.u64le(0x01C9401A4D1F2E00);  // SystemTime
    s.out.u16le(0xFFC4);              // ServerTimeZone: -60
    s.out.u8(8);                      // ChallengeLength
    s.out.u16le(8 + 10 + 8);          // ByteCount
    s.out.text("01234567");
    s.out.utf16le("WORK");
    s.out.u16le(0);
    s.out.utf16le("ALF");
    s.out.u16le(0);
    return s.bytes;
}

inline core::ByteVector smb1_negotiate_extended_reply_sample() {
    Smb1Sample s{0x72, 0xC801, 0x98};
    s.out.u8(17);
    s.out.u16le(0);
    s.out.u8(7);
    s.out.u16le(10);
    s.out.u16le(1);
    s.out.u32le(4356);
    s.out.u32le(65536);
    s.out.u32le(0);
    s.out.u32le(0x8000F3FD);  // with CAP_EXTENDED_SECURITY
    s.out.u64le(0x01C9401A4D1F2E00);
    s.out.u16le(0);
    s.out.u8(0);
    s.out.u16le(16 + 4);
    s.out.text("sixteen byte id.");
    s.out.text("blob");
    return s.bytes;
}

/// Plain NTLM: 13 words.
inline core::ByteVector smb1_session_setup_sample() {
    Smb1Sample s{0x73, 0xC001};
    s.out.u8(13);
    s.no_andx();
    s.out.u16le(16644);       // MaxBufferSize
    s.out.u16le(2);           // MaxMpxCount
    s.out.u16le(1);           // VcNumber
    s.out.u32le(0);           // SessionKey
    s.out.u16le(3);           // OEMPasswordLen
    s.out.u16le(5);           // UnicodePasswordLen
    s.out.u32le(0);           // Reserved
    s.out.u32le(0x000000D4);  // Capabilities
    s.out.u16le(8 + 1 + 8 + 6 + 10 + 4);
    s.out.text("lm!nt ok");  // at offset 61, so the next is 69
    s.out.u8(0);             // Pad to 70
    s.out.utf16le("bob");
    s.out.u16le(0);
    s.out.utf16le("WG");
    s.out.u16le(0);
    s.out.utf16le("Unix");
    s.out.u16le(0);
    s.out.utf16le("S");
    s.out.u16le(0);
    return s.bytes;
}

/// Extended security: 12 words, OEM strings.
inline core::ByteVector smb1_session_setup_extended_sample() {
    Smb1Sample s{0x73, 0x4801};
    s.out.u8(12);
    s.no_andx();
    s.out.u16le(4356);
    s.out.u16le(10);
    s.out.u16le(0);
    s.out.u32le(0);
    s.out.u16le(8);           // SecurityBlobLength
    s.out.u32le(0);           // Reserved
    s.out.u32le(0x800000D4);  // Capabilities
    s.out.u16le(8 + 5 + 15);
    s.out.text("NTLMSSP!");
    s.out.text(std::string_view("Nmap\0", 5));
    s.out.text(std::string_view("Native Lanman\0\0", 15));
    return s.bytes;
}

/// SESSION_SETUP (10 words), TREE_CONNECT and OPEN in one message: the chain of old clients.
inline core::ByteVector smb1_chain_sample() {
    Smb1Sample s{0x73, 0x0001};
    s.out.u8(10);
    s.out.u8(0x75);     // AndXCommand
    s.out.u8(0);        // AndXReserved
    s.out.u16le(66);    // AndXOffset: 32 + 1 + 20 + 2 + 11
    s.out.u16le(4356);  // MaxBufferSize
    s.out.u16le(1);     // MaxMpxCount
    s.out.u16le(0);     // VcNumber
    s.out.u32le(0);     // SessionKey
    s.out.u16le(3);     // PasswordLength
    s.out.u32le(0);     // Reserved
    s.out.u16le(3 + 4 + 4);
    s.out.text(std::string_view("pwdann\0ibm\0", 11));
    s.out.u8(4);  // 66: TREE_CONNECT_ANDX
    s.out.u8(0x2D);
    s.out.u8(0);
    s.out.u16le(93);  // 66 + 1 + 8 + 2 + 16
    s.out.u16le(0);   // Flags
    s.out.u16le(1);   // PasswordLength
    s.out.u16le(1 + 10 + 5);
    s.out.text(std::string_view("\0\\\\HST\\IPC\0IPC\0\0", 16));
    s.out.u8(15);  // 93: OPEN_ANDX
    s.no_andx();
    s.out.u16le(0);       // Flags
    s.out.u16le(0x0042);  // AccessMode: read and write
    s.out.u16le(0);       // SearchAttrs
    s.out.u16le(0);       // FileAttrs
    s.out.u32le(0);       // CreationTime
    s.out.u16le(0x0012);  // OpenMode: create, truncate
    s.out.u32le(0);       // AllocationSize
    s.out.u32le(0);       // Timeout
    s.out.u32le(0);       // Reserved
    s.out.u16le(7);
    s.out.text(std::string_view("\\a.exe\0", 7));
    return s.bytes;
}

inline core::ByteVector smb1_tree_connect_sample() {
    Smb1Sample s{0x75, 0xC807};
    s.out.u8(4);
    s.no_andx();
    s.out.u16le(0x0008);  // Flags: extended answer
    s.out.u16le(1);       // PasswordLength
    s.out.u16le(1 + 24 + 6);
    s.out.u8(0);                      // Password, at offset 43
    s.out.utf16le("\\\\10.0.0.5\\");  // 44 on, 11 units
    s.out.u16le(0);
    s.out.text(std::string_view("?????\0", 6));
    return s.bytes;
}

inline core::ByteVector smb1_nt_create_sample() {
    Smb1Sample s{0xA2, 0xC807};
    s.out.u8(24);
    s.no_andx();
    s.out.u8(0);           // Reserved
    s.out.u16le(16);       // NameLength
    s.out.u32le(0x16);     // Flags
    s.out.u32le(0);        // RootDirectoryFID
    s.out.u32le(0x2019F);  // DesiredAccess
    s.out.u64le(0);        // AllocationSize
    s.out.u32le(0x80);     // ExtFileAttributes
    s.out.u32le(7);        // ShareAccess
    s.out.u32le(1);        // CreateDisposition: open
    s.out.u32le(0x40);     // CreateOptions
    s.out.u32le(2);        // ImpersonationLevel
    s.out.u8(3);           // SecurityFlags
    s.out.u16le(1 + 16);
    s.out.u8(0);  // Pad, at offset 83
    s.out.utf16le("\\BROWSER");
    return s.bytes;
}

inline core::ByteVector smb1_nt_create_reply_sample() {
    Smb1Sample s{0xA2, 0xC807, 0x98};
    s.out.u8(34);
    s.no_andx();
    s.out.u8(0);                      // OpLockLevel
    s.out.u16le(0x4000);              // FID
    s.out.u32le(1);                   // CreateDisposition
    s.out.zeros(16);                  // CreateTime, LastAccessTime
    s.out.u64le(0x01C9401A4D1F2E00);  // LastWriteTime
    s.out.zeros(8);                   // LastChangeTime
    s.out.u32le(0x80);                // ExtFileAttributes
    s.out.u64le(4096);                // AllocationSize
    s.out.u64le(12);                  // EndOfFile
    s.out.u16le(2);                   // ResourceType
    s.out.u16le(0x05FF);              // NMPipeStatus
    s.out.u8(0);                      // Directory
    s.out.u16le(0);
    return s.bytes;
}

inline core::ByteVector smb1_read_sample() {
    Smb1Sample s{0x2E, 0xC807};
    s.out.u8(12);
    s.no_andx();
    s.out.u16le(0x4000);      // FID
    s.out.u32le(0x10);        // Offset
    s.out.u16le(0xF000);      // MaxCountOfBytesToReturn
    s.out.u16le(0x20);        // MinCountOfBytesToReturn
    s.out.u32le(0xFFFFFFFF);  // Timeout: a pipe
    s.out.u16le(0);           // Remaining
    s.out.u32le(1);           // OffsetHigh
    s.out.u16le(0);
    return s.bytes;
}

inline core::ByteVector smb1_read_reply_sample() {
    Smb1Sample s{0x2E, 0xC807, 0x98};
    s.out.u8(12);
    s.no_andx();
    s.out.u16le(0);   // Available
    s.out.u16le(0);   // DataCompactionMode
    s.out.u16le(0);   // Reserved1
    s.out.u16le(5);   // DataLength
    s.out.u16le(60);  // DataOffset
    s.out.u16le(0);   // DataLengthHigh
    s.out.zeros(8);   // Reserved2
    s.out.u16le(6);
    s.out.u8(0);  // Pad, at offset 59
    s.out.text("hello");
    return s.bytes;
}

inline core::ByteVector smb1_write_sample() {
    Smb1Sample s{0x2F, 0xC807};
    s.out.u8(14);
    s.no_andx();
    s.out.u16le(0x4000);  // FID
    s.out.u32le(0x100);   // Offset
    s.out.u32le(0);       // Timeout
    s.out.u16le(0x0008);  // WriteMode
    s.out.u16le(5);       // Remaining
    s.out.u16le(0);       // DataLengthHigh
    s.out.u16le(5);       // DataLength
    s.out.u16le(64);      // DataOffset
    s.out.u32le(0);       // OffsetHigh
    s.out.u16le(6);
    s.out.u8(0xEE);  // Pad, at offset 63
    s.out.text("bytes");
    return s.bytes;
}

/// TransactNmPipe on FID 0x4000 with eight bytes, Unicode.
inline core::ByteVector smb1_transaction_sample() {
    Smb1Sample s{0x25, 0xC807};
    s.out.u8(16);
    s.out.u16le(0);       // TotalParameterCount
    s.out.u16le(8);       // TotalDataCount
    s.out.u16le(0);       // MaxParameterCount
    s.out.u16le(4280);    // MaxDataCount
    s.out.u8(0);          // MaxSetupCount
    s.out.u8(0);          // Reserved1
    s.out.u16le(0);       // Flags
    s.out.u32le(5000);    // Timeout
    s.out.u16le(0);       // Reserved2
    s.out.u16le(0);       // ParameterCount
    s.out.u16le(84);      // ParameterOffset
    s.out.u16le(8);       // DataCount
    s.out.u16le(84);      // DataOffset
    s.out.u8(2);          // SetupCount
    s.out.u8(0);          // Reserved3
    s.out.u16le(0x0026);  // TransactNmPipe
    s.out.u16le(0x4000);  // FID
    s.out.u16le(1 + 14 + 2 + 8);
    s.out.u8(0);  // Pad, at offset 67
    s.out.utf16le("\\PIPE\\");
    s.out.u16le(0);  // 82
    s.out.u16le(0);  // 84 is a multiple of 4
    s.out.text("rpc call");
    s.out.u8(0);  // to the ByteCount above
    return s.bytes;
}

/// TRANS2 SESSION_SETUP (0x000E): the implant ping.
inline core::ByteVector smb1_transaction2_sample() {
    Smb1Sample s{0x32, 0xC007};
    s.out.u8(15);
    s.out.u16le(12);          // TotalParameterCount
    s.out.u16le(0);           // TotalDataCount
    s.out.u16le(1);           // MaxParameterCount
    s.out.u16le(0);           // MaxDataCount
    s.out.u8(0);              // MaxSetupCount
    s.out.u8(0);              // Reserved1
    s.out.u16le(0);           // Flags
    s.out.u32le(0x001A8925);  // Timeout
    s.out.u16le(0);           // Reserved2
    s.out.u16le(12);          // ParameterCount
    s.out.u16le(66);          // ParameterOffset
    s.out.u16le(0);           // DataCount
    s.out.u16le(78);          // DataOffset
    s.out.u8(1);              // SetupCount
    s.out.u8(0);              // Reserved3
    s.out.u16le(0x000E);      // SESSION_SETUP
    s.out.u16le(1 + 12);
    s.out.u8(0);  // Pad, at offset 65
    s.out.zeros(12);
    return s.bytes;
}

/// The large NT_TRANSACT of EternalBlue's shape: 66512 bytes promised, four here.
inline core::ByteVector smb1_nt_transact_sample() {
    Smb1Sample s{0xA0, 0xC007};
    s.out.u8(20);
    s.out.u8(1);         // MaxSetupCount
    s.out.u16le(0);      // Reserved1
    s.out.u32le(30);     // TotalParameterCount
    s.out.u32le(66512);  // TotalDataCount
    s.out.u32le(30);     // MaxParameterCount
    s.out.u32le(0);      // MaxDataCount
    s.out.u32le(30);     // ParameterCount
    s.out.u32le(75);     // ParameterOffset
    s.out.u32le(4);      // DataCount
    s.out.u32le(105);    // DataOffset
    s.out.u8(1);         // SetupCount
    s.out.u16le(0);      // Function
    s.out.u16le(0);      // Setup
    s.out.u16le(30 + 4);
    s.out.zeros(30);  // at offset 75
    s.out.text("data");
    return s.bytes;
}

inline core::ByteVector smb1_transaction2_secondary_sample() {
    Smb1Sample s{0x33, 0xC007};
    s.out.u8(9);
    s.out.u16le(0);       // TotalParameterCount
    s.out.u16le(4096);    // TotalDataCount
    s.out.u16le(0);       // ParameterCount
    s.out.u16le(0);       // ParameterOffset
    s.out.u16le(0);       // ParameterDisplacement
    s.out.u16le(6);       // DataCount
    s.out.u16le(53);      // DataOffset
    s.out.u16le(0x03D0);  // DataDisplacement
    s.out.u16le(0);       // FID
    s.out.u16le(6);
    s.out.text("second");
    return s.bytes;
}

inline core::ByteVector smb1_nt_transact_secondary_sample() {
    Smb1Sample s{0xA1, 0xC007};
    s.out.u8(18);
    s.out.zeros(3);        // Reserved1
    s.out.u32le(4);        // TotalParameterCount
    s.out.u32le(16144);    // TotalDataCount
    s.out.u32le(0);        // ParameterCount
    s.out.u32le(0);        // ParameterOffset
    s.out.u32le(0);        // ParameterDisplacement
    s.out.u32le(3);        // DataCount
    s.out.u32le(71);       // DataOffset
    s.out.u32le(0x10000);  // DataDisplacement
    s.out.u8(0);           // Reserved2
    s.out.u16le(3);
    s.out.text("end");
    return s.bytes;
}

inline core::ByteVector smb1_transaction_reply_sample() {
    Smb1Sample s{0x25, 0xC807, 0x98};
    s.out.u8(10);
    s.out.u16le(0);   // TotalParameterCount
    s.out.u16le(6);   // TotalDataCount
    s.out.u16le(0);   // Reserved1
    s.out.u16le(0);   // ParameterCount
    s.out.u16le(56);  // ParameterOffset
    s.out.u16le(0);   // ParameterDisplacement
    s.out.u16le(6);   // DataCount
    s.out.u16le(56);  // DataOffset
    s.out.u16le(0);   // DataDisplacement
    s.out.u8(0);      // SetupCount
    s.out.u8(0);      // Reserved2
    s.out.u16le(7);
    s.out.u8(0);  // Pad, at offset 55
    s.out.text("answer");
    return s.bytes;
}

inline core::ByteVector smb1_echo_sample() {
    Smb1Sample s{0x2B, 0xC807};
    s.out.u8(1);
    s.out.u16le(2);  // EchoCount
    s.out.u16le(4);
    s.out.text("ping");
    return s.bytes;
}

inline core::ByteVector smb1_close_sample() {
    Smb1Sample s{0x04, 0xC807};
    s.out.u8(3);
    s.out.u16le(0x4000);      // FID
    s.out.u32le(0xFFFFFFFF);  // LastTimeModified
    s.out.u16le(0);
    return s.bytes;
}

/// RENAME: two paths behind 0x04, the second aligned again.
inline core::ByteVector smb1_rename_sample() {
    Smb1Sample s{0x07, 0xC807};
    s.out.u8(1);
    s.out.u16le(0x16);  // SearchAttributes
    s.out.u16le(1 + 8 + 2 + 8);
    s.out.u8(4);  // at offset 37
    s.out.utf16le("\\ab");
    s.out.u16le(0);
    s.out.u8(4);  // at offset 46
    s.out.u8(0);  // Pad
    s.out.utf16le("\\cd");
    s.out.u16le(0);
    return s.bytes;
}

/// A chain whose second command points at itself.
inline core::ByteVector smb1_standing_chain_sample() {
    Smb1Sample s{0x74, 0xC807};
    s.out.u8(2);
    s.out.u8(0x74);
    s.out.u8(0);
    s.out.u16le(39);
    s.out.u16le(0);
    s.out.u8(2);  // at offset 39
    s.out.u8(0x74);
    s.out.u8(0);
    s.out.u16le(39);
    s.out.u16le(0);
    return s.bytes;
}

inline std::map<std::string, core::ByteVector> smb1_samples() {
    return {
        {"negotiate", smb1_negotiate_sample()},
        {"negotiate_reply", smb1_negotiate_reply_sample()},
        {"negotiate_extended_reply", smb1_negotiate_extended_reply_sample()},
        {"session_setup", smb1_session_setup_sample()},
        {"session_setup_extended", smb1_session_setup_extended_sample()},
        {"chain", smb1_chain_sample()},
        {"tree_connect", smb1_tree_connect_sample()},
        {"nt_create", smb1_nt_create_sample()},
        {"nt_create_reply", smb1_nt_create_reply_sample()},
        {"read", smb1_read_sample()},
        {"read_reply", smb1_read_reply_sample()},
        {"write", smb1_write_sample()},
        {"transaction", smb1_transaction_sample()},
        {"transaction2", smb1_transaction2_sample()},
        {"nt_transact", smb1_nt_transact_sample()},
        {"transaction2_secondary", smb1_transaction2_secondary_sample()},
        {"nt_transact_secondary", smb1_nt_transact_secondary_sample()},
        {"transaction_reply", smb1_transaction_reply_sample()},
        {"echo", smb1_echo_sample()},
        {"close", smb1_close_sample()},
        {"rename", smb1_rename_sample()},
        {"standing_chain", smb1_standing_chain_sample()},
    };
}

}  // namespace hitme::tests
