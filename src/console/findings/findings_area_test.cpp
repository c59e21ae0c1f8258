// SPDX-License-Identifier: Apache-2.0
#include "console/findings/findings_area.h"

#include <gtest/gtest.h>
