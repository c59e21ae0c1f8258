// SPDX-License-Identifier: Apache-2.0
#include "console/cases/dossier.h"
