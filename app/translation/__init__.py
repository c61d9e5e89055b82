"""The one door to a translation engine, and what people have already translated well."""
