// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/solve.h"

#include <cmath>

namespace hitme::analytics {

std::optional<Matrix> cholesky(const Matrix& matrix, std::size_t size) {
    Matrix factor{};
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = matrix[i][j];
            for (std::size_t k = 0; k < j; ++k) sum -= factor[i][k] * factor[j][k];
            if (i != j) {
                factor[i][j] = sum / factor[j][j];
                continue;
            }
            if (!(sum > 0) || !std::isfinite(sum)) return std::nullopt;
            factor[i][i] = std::sqrt(sum);
        }
    return factor;
}

Vector solve(const Matrix& factor, const Vector& right_side, std::size_t size) {
    Vector x{};
    for (std::size_t i = 0; i < size; ++i) {
        double sum = right_side[i];
        for (std::size_t k = 0; k < i; ++k) sum -= factor[i][k] * x[k];
        x[i] = sum / factor[i][i];
    }
    for (std::size_t i = size; i-- > 0;) {
        double sum = x[i];
        for (std::size_t k = i + 1; k < size; ++k) sum -= factor[k][i] * x[k];
        x[i] = sum / factor[i][i];
    }
    return x;
}

Matrix inverse(const Matrix& factor, std::size_t size) {
    Matrix result{};
    for (std::size_t j = 0; j < size; ++j) {
        Vector unit{};
        unit[j] = 1;
        const Vector column = solve(factor, unit, size);
        for (std::size_t i = 0; i < size; ++i) result[i][j] = column[i];
    }
    return result;
}

double log_determinant(const Matrix& factor, std::size_t size) {
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += 2 * std::log(factor[i][i]);
    return sum;
}

}  // namespace hitme::analytics
