//! Kinds of page: the four built-in ones and those of `cairn.yml`, in one form.
