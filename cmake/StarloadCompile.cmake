# Compiler settings that every target of the project takes through starload_compile(target).

find_program(STARLOAD_CCACHE ccache)
if(STARLOAD_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${STARLOAD_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${STARLOAD_CCACHE})
endif()

function(starload_compile target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
    -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # gcc 12 at -O2 sees an overlap in "text" + std::string() that is not there (its bug 105651).
    target_compile_options(${target} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-Wno-restrict>)
  endif()
  if(STARLOAD_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  target_compile_definitions(${target} PRIVATE
    $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>
    # Not in what is shipped: a failed assertion calls a function of GLIBCXX_3.4.30.
    $<$<NOT:$<CONFIG:Release>>:_GLIBCXX_ASSERTIONS>)
  target_link_options(${target} PRIVATE -Wl,-z,relro,-z,now,-z,noexecstack)
endfunction()
