"""The ports of intake on real parts."""
