"""Text: offset-preserving normalisation, segmentation into claims, word forms."""
