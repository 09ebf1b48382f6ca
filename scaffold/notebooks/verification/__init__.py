"""Proves that a moved notebook does what its original did, by running both.

The original runs twice and the result once, in fresh kernels of the project's interpreter. At the
end of each group of cells that correspond, outputs, variables, files and random state are compared.
"""
