# `cpack` in the build folder: the Debian packages starload and starload-dev.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME starload)
set(CPACK_PACKAGE_CONTACT "Starload developers <starload@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "loads rows into StarRocks")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME starload)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION database)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "The starload command and its plugins:
 loads files and streams of rows into StarRocks, exactly once where that is
 asked for. Serializers, transports and semantics are plugins.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME starload-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "starload (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_DEV_DESCRIPTION "SDK for plugins of starload:
 C11 and C++20 headers, test kit, CMake and pkg-config files, and
 starload-plugin-check.")
include(CPack)
