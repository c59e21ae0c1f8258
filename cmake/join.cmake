# join_sources(TARGET): with HITME_JOIN, compiles the target's sources in groups of up to ten as one, because most of what a
# source costs is its headers, which the group then reads once. Half to a third of the time of a build from nothing; a rebuild
# after a change takes longer. tools/join-groups keeps files apart that name different things alike. The preset dev keeps every
# file by itself: there none can lean on another's includes, and -Wshadow warns.
if(HITME_JOIN)
    find_package(Python3 REQUIRED COMPONENTS Interpreter)
endif()
set(HITME_JOINED_AT_MOST 10) # ours: more saves little and takes much memory

function(join_sources target)
    if(NOT HITME_JOIN)
        return()
    endif()
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "\\.cpp$")
    list(FILTER sources EXCLUDE REGEX "^/|<")
    list(TRANSFORM sources PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE paths)
    execute_process(
        COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/join-groups ${HITME_JOINED_AT_MOST} ${paths}
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE groups OUTPUT_STRIP_TRAILING_WHITESPACE
        COMMAND_ERROR_IS_FATAL ANY)
    string(REPLACE ";" "|" groups "${groups}")
    string(REPLACE "\n" ";" groups "${groups}")
    set(number 0)
    foreach(group IN LISTS groups)
        string(REPLACE "|" ";" members "${group}")
        set_source_files_properties(${members} PROPERTIES UNITY_GROUP ${target}_${number})
        math(EXPR number "${number} + 1")
    endforeach()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
