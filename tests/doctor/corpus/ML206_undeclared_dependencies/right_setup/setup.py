from setuptools import setup

setup(name="churn", py_modules=["train"], install_requires=["numpy>=2"])
