"""Text to vector, sentence pair to entailment. The only package that imports a model library."""
