// SPDX-License-Identifier: Apache-2.0
// The bodies of Asio and Beast, compiled once (BOOST_ASIO_SEPARATE_COMPILATION,
// BOOST_BEAST_SEPARATE_COMPILATION in cmake/flags.cmake): each other file that uses them compiles
// about a fifth faster.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
