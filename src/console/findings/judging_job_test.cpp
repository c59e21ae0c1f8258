// SPDX-License-Identifier: Apache-2.0
#include "console/findings/judging_job.h"

#include <gtest/gtest.h>
