"""What the programs share: each is a job that runs once in somebody's cloud, from its environment to its report and exit code.

It needs nothing but Python 3.9, so that a job in which a package is missing can still say so. A packed program has this folder among its
modules.
"""
