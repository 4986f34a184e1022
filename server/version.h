/*
 * version.h - what this program calls itself
 *
 * Source  semver.org.
 */
#ifndef SERVER_VERSION_H
#define SERVER_VERSION_H

#define VERSION "0.1.0"

#endif
