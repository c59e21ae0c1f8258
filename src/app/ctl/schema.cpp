// SPDX-License-Identifier: Apache-2.0
// hitme schema: prints the published form of the events, made from their one definition.
#include <cstdio>

#include "app/ctl/options.h"
#include "event/publish.h"

namespace hitme::app {

int run_schema(const SchemaOptions& options) {
    const std::string text = options.which == "proto"    ? event::proto_file()
                             : options.which == "schema" ? event::json_schema()
                                                         : event::reference_page();
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
}

}  // namespace hitme::app
