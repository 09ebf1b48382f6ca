"""What runs in the environment of a project: a driver of kernels, and a probe inside the kernel.

The interpreter of the project runs these modules, so they import the standard library alone, and
`jupyter_client` where the driver needs it. None of them imports scaffold.
"""
