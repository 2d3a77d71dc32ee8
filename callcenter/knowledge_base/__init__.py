"""The knowledge base (知识库): questions and answers an operator may read out, found by what is being said."""
