# room(NAME [PURE] [WATCHED_TESTS] [COMPUTES] [TEST_COST seconds] PARTS part... [INTERFACES header...] [FUZZ part...] [DEPS room...] [LIBS target...])
#
# Makes from one list: the static library hitme_NAME, its test program hitme_NAME_test, and for each part in FUZZ a
# fuzz target. A part is a family part.h, part.cpp, part_test.cpp (and part_fuzz.cpp when listed under FUZZ); an
# interface is a header alone. A missing file stops the configuration, so that no part goes without its test.
# In a decoding room (wire) every part must be listed under FUZZ. WATCHED_TESTS: the tests hold coroutines of their own, so the
# sanitizers watch them, too (g++ 12 miscompiles some shapes).
# COMPUTES: its loops are most of what the tests of the rooms above do, so it is optimised a little in the sanitizers' build.
# TEST_COST: about what its tests take there; the longest begin first, so that no core waits for them at the end.
function(room name)
    cmake_parse_arguments(ROOM "PURE;WATCHED_TESTS;COMPUTES" "TEST_COST" "PARTS;INTERFACES;FUZZ;DEPS;LIBS;TEST_LIBS" ${ARGN})
    set(target hitme_${name})
    set(sources)
    set(headers)
    set(tests)
    foreach(part IN LISTS ROOM_PARTS)
        foreach(suffix .h .cpp _test.cpp)
            if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${part}${suffix})
                message(FATAL_ERROR "room ${name}: ${part}${suffix} is missing")
            endif()
        endforeach()
        list(APPEND headers ${part}.h)
        list(APPEND sources ${part}.cpp)
        list(APPEND tests ${part}_test.cpp)
        if("${name}" STREQUAL "wire" AND NOT part IN_LIST ROOM_FUZZ)
            message(FATAL_ERROR "room wire: ${part} decodes foreign bytes, so it needs a fuzz target")
        endif()
    endforeach()
    foreach(header IN LISTS ROOM_INTERFACES)
        list(APPEND headers ${header}.h)
    endforeach()

    add_library(${target} STATIC ${sources})
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src FILES ${headers})
    # Each header compiles alone: target all_verify_interface_header_sets.
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    target_link_libraries(${target} PUBLIC hitme_flags ${ROOM_LIBS})
    set_target_properties(${target} PROPERTIES HITME_COMPUTES ${ROOM_COMPUTES})
    foreach(dep IN LISTS ROOM_DEPS)
        target_link_libraries(${target} PUBLIC hitme_${dep})
    endforeach()
    # At the folder's end, because a room may add sources of its own.
    cmake_language(EVAL CODE "cmake_language(DEFER CALL join_sources ${target})")

    if(HITME_TESTS AND NOT HITME_FUZZ)
        add_executable(${target}_test ${tests})
        if(NOT HITME_SANITIZE OR NOT (HITME_SANITIZE MATCHES "thread" OR ROOM_WATCHED_TESTS))
            set_target_properties(${target}_test PROPERTIES HITME_TEST_CODE ON)
        endif()
        set_target_properties(${target}_test PROPERTIES POSITION_INDEPENDENT_CODE ON)
        target_include_directories(${target}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
        target_link_libraries(${target}_test PRIVATE ${target} GTest::gtest GTest::gmock GTest::gtest_main
                              ${ROOM_TEST_LIBS})
        if(HITME_JOIN)
            cmake_language(EVAL CODE "cmake_language(DEFER CALL join_sources ${target}_test)")
        else()
            # Half of what a test costs to compile is GoogleTest's header.
            target_precompile_headers(${target}_test PRIVATE <gtest/gtest.h>)
        endif()
        if(HITME_SANITIZE)
            # First in the link, before the test's own objects: of an inline function that both hold, the room's copy counts,
            # and that one is watched.
            target_link_options(${target}_test PRIVATE
                "SHELL:-Wl,--whole-archive $<TARGET_FILE:${target}> -Wl,--no-whole-archive")
        endif()
        if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
            # g++ 12 sees bounds broken in std::string's operator+ that are not (its bug 105329).
            target_compile_options(${target}_test PRIVATE
                -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
        endif()
        target_compile_definitions(${target}_test PRIVATE
            HITME_SOURCE_DIR="${CMAKE_SOURCE_DIR}" HITME_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared")
        add_test(NAME ${name} COMMAND ${target}_test)
        set_tests_properties(${name} PROPERTIES TIMEOUT 600 LABELS unit)
        if(ROOM_TEST_COST)
            set_tests_properties(${name} PROPERTIES COST ${ROOM_TEST_COST})
        endif()
    endif()

    # The corpora run where the sanitizers watch; a plain build would only repeat them.
    if(HITME_TESTS AND (HITME_FUZZ OR HITME_SANITIZE))
        foreach(part IN LISTS ROOM_FUZZ)
            if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${part}_fuzz.cpp)
                message(FATAL_ERROR "room ${name}: ${part}_fuzz.cpp is missing")
            endif()
            string(REPLACE "/" "_" flat ${part})
            set(fuzz fuzz_${name}_${flat})
            add_executable(${fuzz} ${part}_fuzz.cpp)
            target_include_directories(${fuzz} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
            target_link_libraries(${fuzz} PRIVATE ${target})
            if(HITME_FUZZ)
                target_link_options(${fuzz} PRIVATE -fsanitize=fuzzer)
                target_compile_options(${fuzz} PRIVATE -fsanitize=fuzzer-no-link)
            else()
                # Without an engine the same target is a regression test over its corpus.
                target_link_libraries(${fuzz} PRIVATE hitme_fuzz_main)
                add_test(NAME ${fuzz} COMMAND ${fuzz} ${CMAKE_SOURCE_DIR}/tests/corpus/${name}/${flat})
                set_tests_properties(${fuzz} PROPERTIES TIMEOUT 300 LABELS fuzz)
            endif()
        endforeach()
    endif()
endfunction()
