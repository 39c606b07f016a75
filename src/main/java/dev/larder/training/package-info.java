/** Training set → MLlib pipeline → evaluation → portable model. */
package dev.larder.training;
