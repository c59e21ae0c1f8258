// SPDX-License-Identifier: Apache-2.0
// Commands that ask the same areas as the dashboard does: one definition of what is allowed, and of every answer.
//
// Beside   a running `hitme up`: the store is opened for reading, the book for writing (store/book.h). Where no store is yet, an
//          empty one is made.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "console/area.h"
#include "core/result.h"
#include "store/book.h"
#include "store/event_store.h"

namespace hitme::app {

struct AreaAnswer {
    std::string body;
    std::vector<runtime::HttpHeader> headers;
};

class AreaCall {
 public:
    /// Errors   those of the store and the book.
    static core::Result<AreaCall> open(const std::string& store_folder);
    /// Errors   bad_input: what the area said was wrong (its detail and parameter); not_found; refused; io.
    core::Result<AreaAnswer> ask(console::Area& area, std::string_view method,
                                 std::string_view path, std::string_view query = {},
                                 std::string_view body = {});
    store::EventStore& store() { return *store_; }
    store::Book& book() { return *book_; }

 private:
    std::unique_ptr<store::EventStore> store_;
    std::unique_ptr<store::Book> book_;
};

/// The person at this terminal, as the book's author: the account's name.
std::string person_here();

/// "name=value&..." percent-encoded; empty values are left out.
std::string query_of(std::initializer_list<std::pair<std::string_view, std::string>> parameters);

/// Rows of a JSON answer as lines with columns, a header first: `list` names the array (empty: the answer is one object), each
/// column is "TITLE=path.to.member". What is not there is "-". Every cell is core::printable.
std::string table_of(std::string_view json, std::string_view list,
                     std::initializer_list<std::string_view> columns);
/// Prints those members of a JSON answer that are there, a line each with its title in front; "TITLE=path.to.member" as above.
void print_members(std::string_view json, std::initializer_list<std::string_view> members);
/// One member of a JSON answer as text; empty where it is not there.
std::string member_of(std::string_view json, std::string_view path);

}  // namespace hitme::app
