// SPDX-License-Identifier: Apache-2.0
// Puts one TRANSACTION together whose parameters and data come in several messages ([MS-CIFS] 2.2.4.33 and 2.2.4.34).
//
// Order     each piece says where it belongs (ParameterDisplacement, DataDisplacement); they come in any order. The transaction
//           is whole when as many bytes came as the lowest totals announce: a secondary may lower them, never raise them.
// Refused   a piece that lies outside of what was announced; a server ends the transaction there.
// Bounds    2 * 64 KiB by the width of the fields; of max_transaction_pieces the places in the stream are remembered.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "wire/smb1_transaction.h"

namespace hitme::recognition::smb {

constexpr std::size_t max_transaction_pieces =
    32;  // ours: bytes of later ones count from the last of these

/// Bytes of the data that lie together in the client's stream.
struct PlacedBytes {
    core::Bytes bytes;
    std::uint64_t place = 0;
};

class TransactionPieces {
 public:
    /// Begins with the first request. `message_place` is where its SMB header lies in the client's stream.
    TransactionPieces(const wire::Smb1Transaction& first, std::uint64_t message_place);

    /// A secondary; false where it is refused.
    bool add(const wire::Smb1Transaction& piece, std::uint64_t message_place);
    bool whole() const;

    /// What the first request says of itself; its setup, parameters and data are empty.
    const wire::Smb1Transaction& first() const { return first_; }
    core::Bytes parameters() const { return parameters_; }
    core::Bytes data() const { return data_; }
    /// The data from its first byte on, in runs as the stream has them.
    std::vector<PlacedBytes> placed_data() const;
    std::size_t kept() const { return parameters_.capacity() + data_.capacity(); }
    std::size_t memory() const;

 private:
    struct Piece {
        std::uint32_t at = 0;
        std::uint32_t length = 0;
        std::uint64_t place = 0;
    };
    bool place(const wire::Smb1Transaction& piece, std::uint64_t message_place);

    wire::Smb1Transaction first_;
    std::uint32_t total_parameters_ = 0;
    std::uint32_t total_data_ = 0;
    std::uint64_t parameters_received_ = 0;
    std::uint64_t data_received_ = 0;
    core::ByteVector parameters_;
    core::ByteVector data_;
    std::vector<Piece> pieces_;  ///< of the data, in the order in which they came
};

}  // namespace hitme::recognition::smb
