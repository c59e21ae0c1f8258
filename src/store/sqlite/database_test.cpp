// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/database.h"
