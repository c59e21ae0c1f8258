// SPDX-License-Identifier: Apache-2.0
// A snapshot of the sources in a file, so that a program that was just started need not walk over millions of rows before
// its first answer. It is a copy that may be deleted at any time: whoever finds none, or one that is not whole, walks.
//
// Bytes    all numbers little-endian: "hitmeSRC" · version 4 · IPv4 sources 4 · IPv6 sources 4 · signals 4 · taken_at 8 (ns since
//          1970) · events stored 8 · the networks' databases 8 (0: no networks) · then whole columns, the wide ones first so
//          that each lies on a multiple of its width: for each source first seen 8, last seen 8, events 8; IPv6 /64s 8 each;
//          IPv4 addresses 4 each; for each source the end of its signals 4; the signals with their stages 4 each; with networks
//          the AS of each source 4; the signals' first hours 2 each; with networks the country of each source 2, its class 1 and its continent 1
//          · SHA-256 of all that 32.
// Views    what was read looks into the file's mapping: nothing of it is copied.
// Limits   max_snapshot_file bytes.
#pragma once

#include <cstdint>
#include <string>

#include "core/bytes.h"
#include "core/result.h"
#include "store/source_snapshot.h"

namespace hitme::store {

constexpr std::uint32_t snapshot_file_version = 2;  ///< 2: stages, first hours, networks
/// Ours: some twenty million sources; more are walked.
constexpr std::uint64_t max_snapshot_file = std::uint64_t{1} << 30;

/// Pure.
core::ByteVector encode_snapshot(const SourceColumns& columns);
/// Pure. The columns look into `bytes`, which must lie on a multiple of eight; they have no owner.
/// Errors   truncated; bad_value: another beginning, sources out of order, signals that no source has, bytes left over,
/// or a digest of other bytes; unsupported: another version.
core::Parsed<SourceColumns> decode_snapshot(core::Bytes bytes);

/// Replaces `path` as a whole, or leaves it as it was. Errors   over_limit, disk_full, refused, io.
core::Result<void> write_snapshot_file(const std::string& path, const SourceColumns& columns);
/// Errors   not_found; bad_input: not a whole snapshot; over_limit, refused, io.
core::Result<SourceColumns> read_snapshot_file(const std::string& path);

}  // namespace hitme::store
