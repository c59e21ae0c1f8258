# Compiler and linker flags, one target that everything links: hitme_flags.
add_library(hitme_flags INTERFACE)
target_compile_options(hitme_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wold-style-cast -Wvla)
if(NOT HITME_JOIN)
    # Of joined sources (cmake/join.cmake) one lies in the other's sight: the warning would speak of that alone.
    target_compile_options(hitme_flags INTERFACE -Wshadow)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(hitme_flags INTERFACE -Wno-subobject-linkage)
endif()
target_compile_definitions(hitme_flags INTERFACE
    _GLIBCXX_ASSERTIONS
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
    HITME_VERSION="${PROJECT_VERSION}")
target_include_directories(hitme_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)

# What a test itself does is not what is tried, so a target with HITME_TEST_CODE is compiled in one way for every preset
# that says its flags here (HITME_CODE_FLAGS, and not in CMake's own variables of a build type): neither optimised nor
# hardened nor watched by a sanitizer. Its objects are then the same in the builds release and asan, and ccache makes them
# once: half of what the second build cost. docs/decisions/0007 has the figures and what is given up.
set(hitme_test_code $<BOOL:$<TARGET_PROPERTY:HITME_TEST_CODE>>)
if(HITME_CODE_FLAGS)
    set(code_flags ${HITME_CODE_FLAGS})
    if(HITME_SANITIZE)
        # A room that computes: four fifths of the tests' time are its loops, and -O1 costs a fifth more to compile.
        set(code_flags "$<IF:$<BOOL:$<TARGET_PROPERTY:HITME_COMPUTES>>,-O1;-g1,${HITME_CODE_FLAGS}>")
    endif()
    target_compile_options(hitme_flags INTERFACE "$<IF:${hitme_test_code},-O0;-g0,${code_flags}>")
endif()

if(HITME_DEVELOPER)
    target_compile_options(hitme_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 warns falsely of overlapping copies inside std::string's operator+ (GCC PR 105651).
    target_compile_options(hitme_flags INTERFACE -fcoroutines -Wno-restrict)
endif()

find_program(HITME_MOLD mold)
if(HITME_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_options(hitme_flags INTERFACE -fuse-ld=mold)
endif()

if(HITME_SANITIZE)
    set(watched -fsanitize=${HITME_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(hitme_flags INTERFACE -fsanitize=${HITME_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # g++ 12 takes the inactive half of a result for an uninitialised one when sanitizers are on.
        list(APPEND watched -Wno-maybe-uninitialized)
    endif()
    if(HITME_SANITIZE MATCHES "undefined")
        # The vptr check asks the kernel (a pipe) whether an address may be read; a confined thread may not ask, and
        # every virtual call in it would be reported.
        list(APPEND watched -fno-sanitize-recover=undefined -fno-sanitize=vptr)
        if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
            # clang 14 cannot compile Asio coroutines with the function check (spec: "Cannot represent a
            # difference across sections").
            list(APPEND watched -fno-sanitize=function)
        endif()
    endif()
    target_compile_options(hitme_flags INTERFACE "$<$<NOT:${hitme_test_code}>:${watched}>")
    if(HITME_SANITIZE MATCHES "thread")
        # g++ warns, and may report falsely, about fences under the thread sanitizer.
        target_compile_definitions(hitme_flags INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
    endif()
endif()

if(HITME_FUZZ)
    # The engine steers by the branches of the code under test, so the rooms are instrumented and not the targets alone.
    target_compile_options(hitme_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(HITME_HARDEN)
    include(CheckPIESupported)
    check_pie_supported()
    set(CMAKE_POSITION_INDEPENDENT_CODE ON)
    set(hardened -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection)
    target_compile_options(hitme_flags INTERFACE "$<$<NOT:${hitme_test_code}>:${hardened}>")
    target_link_options(hitme_flags INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
