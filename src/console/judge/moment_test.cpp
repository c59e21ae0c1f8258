// SPDX-License-Identifier: Apache-2.0
#include "console/judge/moment.h"

#include <gtest/gtest.h>
