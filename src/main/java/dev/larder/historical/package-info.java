/** Point-in-time retrieval and the training set that it writes. */
package dev.larder.historical;
