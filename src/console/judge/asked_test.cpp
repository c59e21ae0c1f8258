// SPDX-License-Identifier: Apache-2.0
#include "console/judge/asked.h"

#include <gtest/gtest.h>
