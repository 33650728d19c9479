# The imported target chexgen::torch: libtorch_cpu and libc10 from the unpacked wheel.
#
# Torch's own find_package needs the CUDA toolkit even for a program that runs on the CPU, and libtorch.so pulls in all of
# CUDA; so the two libraries that the CPU needs are named here, and CUDA comes as a plugin (core/engine/kernels/cuda).
set(CHEXGEN_TORCH_VERSION 2.11.0)
if(DEFINED ENV{CHEXGEN_CACHE})
  set(_chexgen_cache $ENV{CHEXGEN_CACHE})
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(_chexgen_cache $ENV{XDG_CACHE_HOME}/chexgen)
else()
  set(_chexgen_cache $ENV{HOME}/.cache/chexgen)
endif()
set(CHEXGEN_TORCH_PREFIX ${_chexgen_cache}/libtorch-${CHEXGEN_TORCH_VERSION} CACHE PATH
  "Folder that packaging/fetch_libtorch.sh unpacked (holds torch/ and nvidia/)")

set(_torch ${CHEXGEN_TORCH_PREFIX}/torch)
if(NOT EXISTS ${_torch}/lib/libtorch_cpu.so)
  message(FATAL_ERROR "LibTorch is not in ${CHEXGEN_TORCH_PREFIX}. Run packaging/fetch_libtorch.sh, or configure with "
    "-DCHEXGEN_TORCH_PREFIX=DIR.")
endif()

add_library(chexgen_c10 SHARED IMPORTED)
set_target_properties(chexgen_c10 PROPERTIES IMPORTED_LOCATION ${_torch}/lib/libc10.so)

add_library(chexgen_torch SHARED IMPORTED)
set_target_properties(chexgen_torch PROPERTIES
  IMPORTED_LOCATION ${_torch}/lib/libtorch_cpu.so
  INTERFACE_INCLUDE_DIRECTORIES "${_torch}/include;${_torch}/include/torch/csrc/api/include"
  INTERFACE_COMPILE_DEFINITIONS "_GLIBCXX_USE_CXX11_ABI=1"
  INTERFACE_LINK_LIBRARIES chexgen_c10
  # The libraries find their NVIDIA neighbours by $ORIGIN at run time; the linker has to be told.
  INTERFACE_LINK_OPTIONS "-Wl,-rpath-link,${CHEXGEN_TORCH_PREFIX}/nvidia/cu13/lib:${_torch}/lib")
add_library(chexgen::torch ALIAS chexgen_torch)
