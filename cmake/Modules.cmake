# How a module and its tests are declared. Every target of the project goes through one of these functions, so that
# warnings, sanitizers and include paths are the same everywhere.

function(chexgen_target_defaults target)
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:
    -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
    # A designated initialiser that leaves members to their defaults is how this project fills structs.
    -Wno-missing-field-initializers
    # GCC 12 reports these two wrongly inside std::string and nlohmann/json once it has inlined them.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-maybe-uninitialized>>)
  if(CHEXGEN_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${CHEXGEN_SANITIZE} -fno-omit-frame-pointer
      -fno-sanitize-recover=all)
    # A third of GCC's time goes into these: AddressSanitizer stops at a null pointer anyway, and the readers of files, where pointers
    # could be misaligned, are run with every check by the fuzz targets, which clang builds.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -fno-sanitize=null,alignment,object-size,vptr,nonnull-attribute,returns-nonnull-attribute)
    endif()
    target_link_options(${target} PRIVATE -fsanitize=${CHEXGEN_SANITIZE})
  endif()
  if(CHEXGEN_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# chexgen_precompile(TARGET <header> ...) or (TARGET REUSE_FROM OTHER): large headers of libraries that most files of the target
# include anyway. They stay included in those files, which must build without this, too.
function(chexgen_precompile target)
  if(NOT CHEXGEN_PCH)
    return()
  endif()
  if(ARGV1 STREQUAL REUSE_FROM)
    target_precompile_headers(${target} REUSE_FROM ${ARGV2})
  else()
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
  # For ccache; see its manual on precompiled headers.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endfunction()

# chexgen_module(NAME SOURCES a.cpp ... [PUBLIC libs] [PRIVATE libs]): the static library chexgen_NAME.
# Headers of libraries cost more than our own code, so a few files are compiled as one; names in the unnamed namespace must
# therefore be unique within a module.
function(chexgen_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(chexgen_${name} STATIC ${ARG_SOURCES})
  chexgen_target_defaults(chexgen_${name})
  set_target_properties(chexgen_${name} PROPERTIES UNITY_BUILD ${CHEXGEN_UNITY} UNITY_BUILD_BATCH_SIZE 8)
  target_link_libraries(chexgen_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# chexgen_test(NAME SOURCES a.cpp ... LIBRARIES libs... [PREFIX text] [TIMEOUT s] [HEADERS target]): one GoogleTest program, each
# of whose tests is a ctest entry named PREFIX.Suite.Test; PREFIX defaults to NAME. Golden tests use a prefix that starts with "golden.".
# HEADERS names the target whose precompiled headers it takes (chexgen_test_headers in tests/CMakeLists.txt).
# A skipped test is reported as skipped, not as passed.
function(chexgen_test name)
  cmake_parse_arguments(ARG "" "PREFIX;TIMEOUT;HEADERS" "SOURCES;LIBRARIES;DEPENDS" ${ARGN})
  if(NOT ARG_HEADERS)
    set(ARG_HEADERS chexgen_test_headers)
  endif()
  if(NOT ARG_PREFIX)
    set(ARG_PREFIX ${name})
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(test_${name} ${ARG_SOURCES})
  chexgen_target_defaults(test_${name})
  target_link_libraries(test_${name} PRIVATE ${ARG_LIBRARIES} chexgen_test_support GTest::gmock GTest::gtest_main)
  chexgen_precompile(test_${name} REUSE_FROM ${ARG_HEADERS})
  if(ARG_DEPENDS)
    add_dependencies(test_${name} ${ARG_DEPENDS})
  endif()
  gtest_discover_tests(test_${name}
    TEST_PREFIX "${ARG_PREFIX}."
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
endfunction()

# chexgen_widgets(NAME SOURCES a.cpp a.h ... [PUBLIC libs] [PRIVATE libs]): the static library chexgen_widgets_NAME, part of the Studio.
# Headers with Q_OBJECT are listed so that moc sees them.
function(chexgen_widgets name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(chexgen_widgets_${name} STATIC ${ARG_SOURCES})
  chexgen_target_defaults(chexgen_widgets_${name})
  set_target_properties(chexgen_widgets_${name} PROPERTIES AUTOMOC ON)
  target_compile_definitions(chexgen_widgets_${name} PUBLIC QT_NO_KEYWORDS)
  target_link_libraries(chexgen_widgets_${name} PUBLIC Qt6::Widgets ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()
