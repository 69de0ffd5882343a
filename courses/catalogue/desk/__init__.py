"""The screens of those who keep courses, in the CMS."""
