// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/state_file.h"
