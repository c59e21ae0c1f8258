// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/options.h"

int main(int argc, char** argv) {
    return hitme::app::run_command_line(argc, argv);
}
