// SPDX-License-Identifier: Apache-2.0
#include "console/judge/chart_json.h"

#include <gtest/gtest.h>
