// SPDX-License-Identifier: Apache-2.0
#include "console/judge/logs.h"

#include <gtest/gtest.h>
