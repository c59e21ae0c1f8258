// SPDX-License-Identifier: Apache-2.0
#include "console/cases/re_entry_report.h"
