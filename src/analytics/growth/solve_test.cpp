// SPDX-License-Identifier: Apache-2.0
#include "analytics/growth/solve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hitme::analytics {
namespace {

// [4 2; 2 5] = [2 0; 1 2] [2 1; 0 2]: determinant 16; x of (8, 9) is (22, 20) / 16; inverse [5 -2; -2 4] / 16.
TEST(Solve, FactorsSolvesAndInvertsByHand) {
    Matrix matrix{};
    matrix[0][0] = 4;
    matrix[1][0] = 2;
    matrix[1][1] = 5;
    const auto factor = cholesky(matrix, 2);
    ASSERT_TRUE(factor);
    EXPECT_DOUBLE_EQ((*factor)[0][0], 2);
    EXPECT_DOUBLE_EQ((*factor)[1][0], 1);
    EXPECT_DOUBLE_EQ((*factor)[1][1], 2);
    const Vector x = solve(*factor, {8, 9}, 2);
    EXPECT_DOUBLE_EQ(x[0], 22.0 / 16);
    EXPECT_DOUBLE_EQ(x[1], 20.0 / 16);
    const Matrix inverted = inverse(*factor, 2);
    EXPECT_DOUBLE_EQ(inverted[0][0], 5.0 / 16);
    EXPECT_DOUBLE_EQ(inverted[0][1], -2.0 / 16);
    EXPECT_DOUBLE_EQ(inverted[1][1], 4.0 / 16);
    EXPECT_NEAR(log_determinant(*factor, 2), std::log(16.0), 1e-12);
}

TEST(Solve, RefusesWhatIsNotPositiveDefinite) {
    Matrix matrix{};
    EXPECT_FALSE(cholesky(matrix, 1));
    matrix[0][0] = -1;
    EXPECT_FALSE(cholesky(matrix, 1));
    matrix[0][0] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(cholesky(matrix, 1));
    matrix[0][0] = 1;
    matrix[1][0] = 2;
    matrix[1][1] = 1;
    EXPECT_FALSE(cholesky(matrix, 2));
}

}  // namespace
}  // namespace hitme::analytics
