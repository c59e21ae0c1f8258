// SPDX-License-Identifier: Apache-2.0
// Small symmetric systems: what the fits need of linear algebra, on arrays of a fixed size and without allocation.
// Pure.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

namespace hitme::analytics {

/// Most parameters of one fit: four of a curve, the background's level, two of the signal's daily cycle.
constexpr std::size_t max_parameters = 7;
using Vector = std::array<double, max_parameters>;
using Matrix = std::array<Vector, max_parameters>;

/// Lower Cholesky factor of the leading `size` x `size` block of a symmetric positive definite matrix (its lower half is
/// read). Nothing where it is not positive definite or holds a NaN.
std::optional<Matrix> cholesky(const Matrix& matrix, std::size_t size);

/// x with L L' x = b.
Vector solve(const Matrix& factor, const Vector& right_side, std::size_t size);

/// (L L')^-1.
Matrix inverse(const Matrix& factor, std::size_t size);

/// ln det(L L').
double log_determinant(const Matrix& factor, std::size_t size);

}  // namespace hitme::analytics
