// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/transaction_pieces.h"

#include <algorithm>

namespace hitme::recognition::smb {
namespace {

// Puts a piece where it belongs; false where it lies outside of what was announced.
bool put(core::ByteVector& whole, std::uint32_t total, std::uint32_t at, core::Bytes piece) {
    if (piece.empty()) return true;
    if (at > total || piece.size() > total - at) return false;
    if (whole.size() < at + piece.size()) whole.resize(at + piece.size());
    std::copy(piece.begin(), piece.end(), whole.begin() + at);
    return true;
}

}  // namespace

TransactionPieces::TransactionPieces(const wire::Smb1Transaction& first,
                                     std::uint64_t message_place)
    : first_(first),
      total_parameters_(first.total_parameter_count),
      total_data_(first.total_data_count) {
    place(first, message_place);
    first_.setup = first_.parameters = first_.data = {};
}

bool TransactionPieces::add(const wire::Smb1Transaction& piece, std::uint64_t message_place) {
    // [MS-CIFS] 2.2.4.34.1: the totals "MAY be less than or equal to" those before.
    total_parameters_ = std::min(total_parameters_, piece.total_parameter_count);
    total_data_ = std::min(total_data_, piece.total_data_count);
    return !piece.fault && place(piece, message_place);
}

bool TransactionPieces::place(const wire::Smb1Transaction& piece, std::uint64_t message_place) {
    parameters_received_ += piece.parameters.size();
    data_received_ += piece.data.size();
    // What was announced first bounds a piece: one that came before the totals were lowered stays.
    if (!put(parameters_, first_.total_parameter_count, piece.parameter_displacement,
             piece.parameters) ||
        !put(data_, first_.total_data_count, piece.data_displacement, piece.data))
        return false;
    if (!piece.data.empty() && pieces_.size() < max_transaction_pieces)
        pieces_.push_back({piece.data_displacement, static_cast<std::uint32_t>(piece.data.size()),
                           message_place + piece.data_offset});
    return true;
}

bool TransactionPieces::whole() const {
    return parameters_received_ >= total_parameters_ && data_received_ >= total_data_;
}

std::vector<PlacedBytes> TransactionPieces::placed_data() const {
    std::vector<PlacedBytes> runs;
    const core::Bytes all =
        core::Bytes(data_).first(std::min<std::size_t>(data_.size(), total_data_));
    std::size_t at = 0;
    while (at < all.size()) {
        // What came last lies over what came before it.
        const Piece* over = nullptr;
        std::size_t end = all.size();
        for (const Piece& piece : pieces_) {
            if (piece.at <= at && at < std::size_t{piece.at} + piece.length) {
                over = &piece;
                end = std::min<std::size_t>(all.size(), std::size_t{piece.at} + piece.length);
            } else if (piece.at > at) {
                end = std::min<std::size_t>(end, piece.at);
            }
        }
        std::uint64_t place = 0;
        if (over != nullptr)
            place = over->place + (at - over->at);
        else if (!runs.empty())  // nothing came for it, or too late to be remembered
            place = runs.back().place + runs.back().bytes.size();
        runs.push_back({all.subspan(at, end - at), place});
        at = end;
    }
    return runs;
}

std::size_t TransactionPieces::memory() const {
    return sizeof *this + first_.name.capacity() + kept() + pieces_.capacity() * sizeof(Piece);
}

}  // namespace hitme::recognition::smb
