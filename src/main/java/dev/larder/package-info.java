/** What every package may use: the one exception whose message is meant for the user. */
package dev.larder;
